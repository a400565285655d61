using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Adam (Kingma and Ba, arXiv 1412.6980), tensor by tensor; the weight decay is an L2 term of the gradient.</summary>
    public class Adam : OptimizerHelper, optim.IBetas
    {
        private readonly double _learningRate;
        private readonly double _epsilon;
        private readonly double _weightDecay;

        internal Adam(IEnumerable<Parameter> parameters, double lr, double beta1, double beta2, double eps, double weight_decay)
            : base(parameters, parameter => new State(parameter))
        {
            Require(lr >= 0, nameof(lr), lr);
            Require(beta1 is >= 0 and < 1, nameof(beta1), beta1);
            Require(beta2 is >= 0 and < 1, nameof(beta2), beta2);
            Require(eps >= 0, nameof(eps), eps);
            Require(weight_decay >= 0, nameof(weight_decay), weight_decay);
            _learningRate = lr;
            _epsilon = eps;
            _weightDecay = weight_decay;
            Betas = (beta1, beta2);
        }

        public (double, double) Betas { get; set; }

        private protected override void Step(int index, Parameter parameter, Tensor gradient)
        {
            var (beta1, beta2) = Betas;
            var moments = (State)StateOf(index);
            moments.step++;
            if (_weightDecay != 0)
            {
                gradient = gradient.add(parameter, _weightDecay);
            }

            moments.exp_avg.mul_(beta1).add_(gradient, 1 - beta1);
            moments.exp_avg_sq.mul_(beta2).addcmul_(gradient, gradient, 1 - beta2);
            var correction1 = 1 - Math.Pow(beta1, moments.step);
            var correction2 = 1 - Math.Pow(beta2, moments.step);
            var denominator = (moments.exp_avg_sq.sqrt() / Math.Sqrt(correction2)).add_(_epsilon);
            parameter.addcdiv_(moments.exp_avg, denominator, -_learningRate / correction1);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                state_dict().State.ForEach(state => ((State)state).Dispose());
            }

            base.Dispose(disposing);
        }

        private static void Require(bool valid, string name, double value)
        {
            if (!valid)
            {
                throw new ArgumentException($"Adam's {name} is invalid: {value}");
            }
        }

        /// <summary>Step count and moments of one parameter.</summary>
        public sealed class State : OptimizerState, IDisposable
        {
            public long step;
            public Tensor exp_avg;
            public Tensor exp_avg_sq;

            public State(Parameter parameter)
            {
                exp_avg = zeros_like(parameter).DetachFromDisposeScope();
                exp_avg_sq = zeros_like(parameter).DetachFromDisposeScope();
            }

            public override void LoadStateDict(OptimizerState source)
            {
                if (source != this)
                {
                    var other = (State)source;
                    step = other.step;
                    exp_avg.copy_(other.exp_avg).Dispose();
                    exp_avg_sq.copy_(other.exp_avg_sq).Dispose();
                }
            }

            public void Dispose()
            {
                exp_avg.Dispose();
                exp_avg_sq.Dispose();
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Modules.Adam Adam(
                IEnumerable<Modules.Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                amsgrad || maximize
                    ? throw new ArgumentException("Adam is offered without amsgrad and maximize")
                    : new(parameters, lr, beta1, beta2, eps, weight_decay);
        }
    }
}
