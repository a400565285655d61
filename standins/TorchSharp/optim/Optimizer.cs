using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimisers.</summary>
    public static partial class optim
    {
        /// <summary>Optimisers with two decay rates.</summary>
        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }

        /// <summary>Changes parameters by their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            private readonly Parameter[] _parameters;

            private protected Optimizer(IEnumerable<Parameter> parameters) => _parameters = [.. parameters];

            ~Optimizer() => Dispose(false);

            public virtual IEnumerable<Parameter> parameters() => _parameters;

            public virtual void zero_grad()
            {
                foreach (var parameter in _parameters)
                {
                    using var gradient = parameter.grad;
                    gradient?.zero_().Dispose();
                }
            }

            /// <summary>Changes every parameter that has a gradient; a closure computes loss and gradients first.</summary>
            public virtual Tensor? step(Func<Tensor>? closure = null)
            {
                Tensor? loss = null;
                if (closure is not null)
                {
                    using var recording = enable_grad();
                    loss = closure();
                }

                using var still = no_grad();
                using var scope = NewDisposeScope();
                for (var i = 0; i < _parameters.Length; i++)
                {
                    if (_parameters[i].grad is { } gradient)
                    {
                        Step(i, _parameters[i], gradient);
                    }
                }

                return loss;
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }

            private protected abstract void Step(int index, Parameter parameter, Tensor gradient);

            /// <summary>The live state of every parameter, in the parameters' order.</summary>
            public class StateDictionary
            {
                internal StateDictionary(List<OptimizerState> state) => State = state;

                public List<OptimizerState> State { get; }
            }
        }
    }
}
