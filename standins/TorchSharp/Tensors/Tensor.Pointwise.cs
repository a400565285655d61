using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => add(target, 1);

        public Tensor add(Tensor target, Scalar alpha) =>
            Failures.Checked(NativeMethods.awactorch_add(Handle, target.Handle, alpha.Value));

        public Tensor add(Scalar scalar) => Failures.Checked(NativeMethods.awactorch_add_scalar(Handle, scalar.Value));

        public Tensor mul(Tensor target) => Failures.Checked(NativeMethods.awactorch_mul(Handle, target.Handle));

        public Tensor mul(Scalar target) => Failures.Checked(NativeMethods.awactorch_mul_scalar(Handle, target.Value));

        public Tensor minimum(Tensor other) => Failures.Checked(NativeMethods.awactorch_minimum(Handle, other.Handle));

        public Tensor maximum(Tensor other) => Failures.Checked(NativeMethods.awactorch_maximum(Handle, other.Handle));

        public Tensor pow(Scalar exponent) => Failures.Checked(NativeMethods.awactorch_pow_scalar(Handle, exponent.Value));

        public unsafe Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            NativeScalar low = min is null ? default : min.Value;
            NativeScalar high = max is null ? default : max.Value;
            return Failures.Checked(NativeMethods.awactorch_clamp(Handle, min is null ? null : &low, max is null ? null : &high));
        }

        public Tensor clamp_max(Scalar max) => clamp(max: max);

        public Tensor neg() => Failures.Checked(NativeMethods.awactorch_neg(Handle));

        public Tensor exp() => Failures.Checked(NativeMethods.awactorch_exp(Handle));

        public Tensor log() => Failures.Checked(NativeMethods.awactorch_log(Handle));

        public Tensor sqrt() => Failures.Checked(NativeMethods.awactorch_sqrt(Handle));

        public Tensor square() => Failures.Checked(NativeMethods.awactorch_square(Handle));

        public Tensor abs() => Failures.Checked(NativeMethods.awactorch_abs(Handle));

        public Tensor tanh() => Failures.Checked(NativeMethods.awactorch_tanh(Handle));

        public Tensor sigmoid() => Failures.Checked(NativeMethods.awactorch_sigmoid(Handle));

        public Tensor relu() => Failures.Checked(NativeMethods.awactorch_relu(Handle));

        public Tensor softplus(double beta = 1, double threshold = 20) =>
            Failures.Checked(NativeMethods.awactorch_softplus(Handle, beta, threshold));

        public Tensor isfinite() => Failures.Checked(NativeMethods.awactorch_isfinite(Handle));

        public Tensor ge(Tensor target) => Failures.Checked(NativeMethods.awactorch_ge(Handle, target.Handle));

        public Tensor ge(Scalar target) => Failures.Checked(NativeMethods.awactorch_ge_scalar(Handle, target.Value));

        public Tensor le(Tensor target) => Failures.Checked(NativeMethods.awactorch_le(Handle, target.Handle));

        public Tensor le(Scalar target) => Failures.Checked(NativeMethods.awactorch_le_scalar(Handle, target.Value));
    }
}
