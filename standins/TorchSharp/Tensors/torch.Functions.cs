using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static unsafe Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0)
    {
        Span<nint> handles = stackalloc nint[tensors.Length];
        CopyHandles(tensors, handles);
        fixed (nint* pointer = handles)
        {
            return Failures.Checked(NativeMethods.awactorch_cat(pointer, handles.Length, dim));
        }
    }

    public static unsafe Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        var list = tensors as Tensor[] ?? [.. tensors];
        Span<nint> handles = stackalloc nint[list.Length];
        CopyHandles(list, handles);
        fixed (nint* pointer = handles)
        {
            return Failures.Checked(NativeMethods.awactorch_stack(pointer, handles.Length, dim));
        }
    }

    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    private static void CopyHandles(ReadOnlySpan<Tensor> tensors, Span<nint> handles)
    {
        for (var i = 0; i < handles.Length; i++)
        {
            handles[i] = tensors[i].Handle;
        }
    }
}
