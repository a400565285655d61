using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The C shim's functions. Those that yield a tensor return 0 after a failure, those that yield none return 1.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = ShimLibrary.Name;

    [LibraryImport(Library)]
    internal static partial byte* awactorch_last_error();

    [LibraryImport(Library)]
    internal static partial void awactorch_dispose(nint x);

    [LibraryImport(Library)]
    internal static partial nint awactorch_from_data(void* data, long* sizes, int dimensions, int dtype);

    [LibraryImport(Library)]
    internal static partial nint awactorch_full(long* sizes, int dimensions, in NativeScalar value, int dtype, int deviceType, int deviceIndex);

    [LibraryImport(Library)]
    internal static partial nint awactorch_to(nint x, int dtype, int deviceType, int deviceIndex, int nonBlocking, int copy);

    [LibraryImport(Library)]
    internal static partial nint awactorch_pin_memory(nint x);

    [LibraryImport(Library)]
    internal static partial int awactorch_copy_out(nint x, void* target, long bytes);

    [LibraryImport(Library)]
    internal static partial long awactorch_dimensions(nint x);

    [LibraryImport(Library)]
    internal static partial void awactorch_sizes(nint x, long* sizes);

    [LibraryImport(Library)]
    internal static partial long awactorch_numel(nint x);

    [LibraryImport(Library)]
    internal static partial int awactorch_dtype(nint x);

    [LibraryImport(Library)]
    internal static partial int awactorch_device_type(nint x);

    [LibraryImport(Library)]
    internal static partial int awactorch_device_index(nint x);

    [LibraryImport(Library)]
    internal static partial int awactorch_is_leaf(nint x);

    [LibraryImport(Library)]
    internal static partial int awactorch_requires_grad(nint x);

    [LibraryImport(Library)]
    internal static partial int awactorch_set_requires_grad(nint x, int required);

    [LibraryImport(Library)]
    internal static partial int awactorch_backward(nint x);

    [LibraryImport(Library)]
    internal static partial int awactorch_set_grad(nint x, nint gradient);

    [LibraryImport(Library)]
    internal static partial int awactorch_grad_mode();

    [LibraryImport(Library)]
    internal static partial void awactorch_set_grad_mode(int enabled);

    [LibraryImport(Library)]
    internal static partial int awactorch_threads();

    [LibraryImport(Library)]
    internal static partial int awactorch_set_threads(int threads);

    [LibraryImport(Library)]
    internal static partial int awactorch_cuda_devices();
}
