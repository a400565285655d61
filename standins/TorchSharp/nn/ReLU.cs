using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Marks modules without parameters.</summary>
    public interface IParameterLessModule
    {
    }

    /// <summary>A module without parameters.</summary>
    public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>, IParameterLessModule
    {
        protected ParameterLessModule(string name)
            : base(name)
        {
        }

        public override void register_parameter(string name, Parameter param) =>
            throw new InvalidOperationException($"the module '{GetName()}' cannot have parameters");

        public override void register_module(string name, nn.Module submodule) =>
            throw new InvalidOperationException($"the module '{GetName()}' cannot have children");
    }

    /// <summary>max(0, x).</summary>
    public sealed class ReLU : ParameterLessModule<Tensor, Tensor>
    {
        internal ReLU(bool inplace)
            : base(nameof(ReLU)) => this.inplace = inplace;

        public bool inplace { get; set; }

        public override Tensor forward(Tensor tensor) => nn.functional.relu(tensor, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ReLU ReLU(bool inplace = false) => new(inplace);
        }
    }
}
