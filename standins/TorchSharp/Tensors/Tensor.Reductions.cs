using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Typed(Failures.Checked(NativeMethods.awactorch_sum(Handle)), type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            Typed(Failures.Checked(NativeMethods.awactorch_sum_along(Handle, dim, keepdim ? 1 : 0)), type);

        public Tensor mean() => Failures.Checked(NativeMethods.awactorch_mean(Handle));

        public unsafe Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* pointer = dimensions)
            {
                return Typed(
                    Failures.Checked(NativeMethods.awactorch_mean_along(Handle, pointer, dimensions.Length, keepdim ? 1 : 0)), type);
            }
        }

        public Tensor min() => Failures.Checked(NativeMethods.awactorch_min(Handle));

        public Tensor max() => Failures.Checked(NativeMethods.awactorch_max(Handle));

        public Tensor all() => Failures.Checked(NativeMethods.awactorch_all(Handle));

        public Tensor softmax(long dim, ScalarType? dtype = null) =>
            Typed(Failures.Checked(NativeMethods.awactorch_softmax(Handle, dim)), dtype);

        private static Tensor Typed(Tensor result, ScalarType? type) =>
            type is { } wanted && wanted != result.dtype ? result.to(wanted, disposeAfter: true) : result;
    }
}
