using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules applied one after the other; they are its children, under their names.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<nn.Module<Tensor, Tensor>> _modules = [];

        internal Sequential(IEnumerable<(string Name, nn.Module<Tensor, Tensor> Module)> modules)
            : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules)
            {
                register_module(name, module);
                _modules.Add(module);
            }
        }

        public int Count => _modules.Count;

        public override Tensor forward(Tensor tensor)
        {
            using var scope = NewDisposeScope();
            var x = tensor.alias();
            foreach (var module in _modules)
            {
                x = module.call(x);
            }

            return x.MoveToOuterDisposeScope();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> module)> modules) => new(modules);

            public static Modules.Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            public static Modules.Sequential Sequential(params Module<Tensor, Tensor>[] modules) =>
                new(modules.Select((module, index) => (index.ToString(), module)));
        }
    }
}
