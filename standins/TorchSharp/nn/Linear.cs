using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x W' + b.</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        private Parameter _weight;
        private Parameter? _bias;

        internal Linear(Parameter weight, Parameter? bias)
            : base(nameof(Linear))
        {
            _weight = weight;
            register_parameter(nameof(weight), weight);
            _bias = bias;
            if (bias is not null)
            {
                register_parameter(nameof(bias), bias);
            }
        }

        public Parameter weight
        {
            get => _weight;
            set => register_parameter(nameof(weight), _weight = value);
        }

        public Parameter? bias
        {
            get => _bias;
            set => register_parameter(nameof(bias), (_bias = value) ?? throw new ArgumentNullException(nameof(value)));
        }

        public long in_features => _weight.shape[1];

        public long out_features => _weight.shape[0];

        public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight, _bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Linear Linear(
                long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
            {
                var bound = 1 / Math.Sqrt(inputSize);
                return new Modules.Linear(
                    Uniform([outputSize, inputSize], bound, device, dtype),
                    hasBias ? Uniform([outputSize], bound, device, dtype) : null);
            }

            private static Modules.Parameter Uniform(ReadOnlySpan<long> size, double bound, Device? device, ScalarType? dtype)
            {
                var values = zeros(size, dtype, device);
                values.Uniform(-bound, bound).Dispose();
                return new Modules.Parameter(values);
            }

            /// <summary>Layers without state.</summary>
            public static partial class functional
            {
                public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                    Failures.Checked(NativeMethods.awactorch_linear(input.Handle, weights.Handle, bias?.Handle ?? 0));

                public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();

                public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);
            }
        }
    }
}
