using System.Runtime.InteropServices;

namespace AwacAkka.Numerics.Threads;

/// <summary>
/// While one lives, its thread counts numbers below 2^-126 as 0, in operands and results, as torch.set_flush_denormal(True) does.
/// Weight decay and Adam's moments of idle units bring such numbers about by the thousand, and each product with one costs an Intel core
/// some 150 cycles. Where the processor is not x64, or the C library not glibc, nothing changes.
/// </summary>
public unsafe ref partial struct DenormalFlush
{
    private const string MathLibrary = "libm.so.6";
    private const uint OperandsAndResults = 1u << 6 | 1u << 15; // DAZ and FTZ of the control register MXCSR
    private static readonly bool Available = RuntimeInformation.ProcessArchitecture == Architecture.X64
        && NativeLibrary.TryLoad(MathLibrary, out _);

    [ThreadStatic]
    private static bool active;

    private Environment before;
    private readonly bool restore;

    private DenormalFlush(bool change)
    {
        restore = change;
        if (change)
        {
            GetEnvironment(out before);
            var flushing = before;
            flushing.ControlAndStatus |= OperandsAndResults;
            SetEnvironment(&flushing);
            active = true;
        }
    }

    /// <summary>Whether it holds on this thread.</summary>
    public static bool IsActive => active;

    /// <summary>Begins it on this thread, until disposed; nothing where it is not wanted, or holds already.</summary>
    public static DenormalFlush Begin(bool wanted) => new(wanted && Available && !active);

    /// <summary>Goes back to how the thread counted before.</summary>
    public void Dispose()
    {
        if (restore)
        {
            active = false;
            fixed (Environment* environment = &before)
            {
                SetEnvironment(environment);
            }
        }
    }

    // The runtime offers no access to MXCSR; the C library's floating-point environment (fenv_t of the x86-64 ABI) holds it.
    [LibraryImport(MathLibrary, EntryPoint = "fegetenv")]
    [SuppressGCTransition]
    private static partial void GetEnvironment(out Environment environment);

    [LibraryImport(MathLibrary, EntryPoint = "fesetenv")]
    [SuppressGCTransition]
    private static partial void SetEnvironment(Environment* environment);

    [StructLayout(LayoutKind.Explicit, Size = 32)]
    private struct Environment
    {
        [FieldOffset(28)]
        public uint ControlAndStatus;
    }
}
