using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor alias() => Failures.Checked(NativeMethods.awactorch_alias(Handle));

        public Tensor clone() => Failures.Checked(NativeMethods.awactorch_clone(Handle));

        public Tensor cpu() => to(CPU);

        public Tensor pin_memory() => Failures.Checked(NativeMethods.awactorch_pin_memory(Handle));

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(dtype, device, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            To(type, device, copy, disposeAfter, non_blocking);

        public unsafe Tensor reshape(params long[] shape)
        {
            fixed (long* sizes = shape)
            {
                return Failures.Checked(NativeMethods.awactorch_reshape(Handle, sizes, shape.Length));
            }
        }

        public Tensor squeeze(long? dim = null)
        {
            // Without a dimension every one of size 1 goes.
            return dim is { } one
                ? Failures.Checked(NativeMethods.awactorch_squeeze(Handle, one))
                : reshape([.. shape.Where(size => size != 1)]);
        }

        public Tensor unsqueeze(long dim) => Failures.Checked(NativeMethods.awactorch_unsqueeze(Handle, dim));

        public Tensor narrow(long dim, long start, long length) =>
            Failures.Checked(NativeMethods.awactorch_narrow(Handle, dim, start, length));

        public Tensor t() => Failures.Checked(NativeMethods.awactorch_t(Handle));

        public Tensor matmul(Tensor target) => Failures.Checked(NativeMethods.awactorch_matmul(Handle, target.Handle));

        private Tensor To(ScalarType type, Device device, bool copy, bool disposeAfter, bool nonBlocking)
        {
            var result = Failures.Checked(NativeMethods.awactorch_to(
                Handle, (int)type, (int)device.type, device.index, nonBlocking ? 1 : 0, copy ? 1 : 0));
            if (disposeAfter)
            {
                Dispose();
            }

            return result;
        }
    }
}
