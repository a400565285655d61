using TorchSharp.Native;

namespace TorchSharp;

/// <summary>The entry points of the library, as in PyTorch.</summary>
public static partial class torch
{
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.Enter();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.Current;

    public static IDisposable no_grad() => new GradMode(false);

    public static bool is_grad_enabled() => NativeMethods.awactorch_grad_mode() != 0;

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static void set_num_threads(int num) => Failures.Check(NativeMethods.awactorch_set_threads(num));

    public static int get_num_threads() => NativeMethods.awactorch_threads();

    /// <summary>NVIDIA's devices; Debian's libtorch is built without them.</summary>
    public static class cuda
    {
        public static bool is_available() => device_count() > 0;

        public static int device_count() => NativeMethods.awactorch_cuda_devices();
    }

    /// <summary>Switches recording of gradients on this thread and restores the former state.</summary>
    private sealed class GradMode : IDisposable
    {
        private readonly int _former = NativeMethods.awactorch_grad_mode();

        internal GradMode(bool enabled) => NativeMethods.awactorch_set_grad_mode(enabled ? 1 : 0);

        public void Dispose() => NativeMethods.awactorch_set_grad_mode(_former);
    }
}
