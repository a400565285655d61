using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor copy_(Tensor source, bool nonBlocking = false) =>
            Failures.Checked(NativeMethods.awactorch_copy_(Handle, source.Handle));

        public Tensor zero_() => Failures.Checked(NativeMethods.awactorch_zero_(Handle));

        public Tensor fill_(Scalar value) => Failures.Checked(NativeMethods.awactorch_fill__scalar(Handle, value.Value));

        public Tensor add_(Tensor target) => add_(target, 1);

        public Tensor add_(Tensor target, Scalar alpha) =>
            Failures.Checked(NativeMethods.awactorch_add_(Handle, target.Handle, alpha.Value));

        public Tensor add_(Scalar scalar) => Failures.Checked(NativeMethods.awactorch_add__scalar(Handle, scalar.Value));

        public Tensor mul_(Tensor target) => Failures.Checked(NativeMethods.awactorch_mul_(Handle, target.Handle));

        public Tensor mul_(Scalar target) => Failures.Checked(NativeMethods.awactorch_mul__scalar(Handle, target.Value));

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Failures.Checked(NativeMethods.awactorch_addcmul_(Handle, tensor1.Handle, tensor2.Handle, value.Value));

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Failures.Checked(NativeMethods.awactorch_addcdiv_(Handle, tensor1.Handle, tensor2.Handle, value.Value));

        public Tensor relu_() => Failures.Checked(NativeMethods.awactorch_relu_(Handle));

        internal Tensor Uniform(double from, double to) => Failures.Checked(NativeMethods.awactorch_uniform_(Handle, from, to));
    }
}
