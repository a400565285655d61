using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>One function per operation, named as in libtorch.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint awactorch_neg(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_exp(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_log(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_sqrt(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_square(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_abs(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_tanh(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_sigmoid(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_relu(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_relu_(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_isfinite(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_clone(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_zero_(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_t(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_sum(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_mean(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_min(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_max(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_all(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_detach(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_alias(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_grad(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_mul(nint x, nint y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_div(nint x, nint y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_minimum(nint x, nint y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_maximum(nint x, nint y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_matmul(nint x, nint y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_ge(nint x, nint y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_le(nint x, nint y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_copy_(nint x, nint y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_mul_(nint x, nint y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_mul_scalar(nint x, in NativeScalar y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_div_scalar(nint x, in NativeScalar y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_add_scalar(nint x, in NativeScalar y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_pow_scalar(nint x, in NativeScalar y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_ge_scalar(nint x, in NativeScalar y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_le_scalar(nint x, in NativeScalar y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_add__scalar(nint x, in NativeScalar y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_mul__scalar(nint x, in NativeScalar y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_fill__scalar(nint x, in NativeScalar y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_rdiv_scalar(nint x, in NativeScalar y);

    [LibraryImport(Library)]
    internal static partial nint awactorch_add(nint x, nint y, in NativeScalar alpha);

    [LibraryImport(Library)]
    internal static partial nint awactorch_add_(nint x, nint y, in NativeScalar alpha);

    [LibraryImport(Library)]
    internal static partial nint awactorch_addcmul_(nint x, nint y, nint z, in NativeScalar value);

    [LibraryImport(Library)]
    internal static partial nint awactorch_addcdiv_(nint x, nint y, nint z, in NativeScalar value);

    [LibraryImport(Library)]
    internal static partial nint awactorch_clamp(nint x, NativeScalar* low, NativeScalar* high);

    [LibraryImport(Library)]
    internal static partial nint awactorch_uniform_(nint x, double from, double to);

    [LibraryImport(Library)]
    internal static partial nint awactorch_softplus(nint x, double beta, double threshold);

    [LibraryImport(Library)]
    internal static partial nint awactorch_softmax(nint x, long dimension);

    [LibraryImport(Library)]
    internal static partial nint awactorch_sum_along(nint x, long dimension, int keep);

    [LibraryImport(Library)]
    internal static partial nint awactorch_mean_along(nint x, long* dimensions, int count, int keep);

    [LibraryImport(Library)]
    internal static partial nint awactorch_reshape(nint x, long* sizes, int dimensions);

    [LibraryImport(Library)]
    internal static partial nint awactorch_squeeze(nint x, long dimension);

    [LibraryImport(Library)]
    internal static partial nint awactorch_unsqueeze(nint x, long dimension);

    [LibraryImport(Library)]
    internal static partial nint awactorch_narrow(nint x, long dimension, long start, long length);

    [LibraryImport(Library)]
    internal static partial nint awactorch_linear(nint x, nint weight, nint bias);

    [LibraryImport(Library)]
    internal static partial nint awactorch_cat(nint* tensors, int count, long dimension);

    [LibraryImport(Library)]
    internal static partial nint awactorch_stack(nint* tensors, int count, long dimension);
}
