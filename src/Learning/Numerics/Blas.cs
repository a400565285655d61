using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace AwacAkka.Learning.Numerics;

/// <summary>
/// Single precision matrix products by OpenBLAS, or by <see cref="ManagedSgemm"/> where that is missing. One thread per call:
/// parallelism lies above it, in a fixed split, so that results do not depend on how many cores there are.
/// </summary>
public static unsafe partial class Blas
{
    /// <summary>Environment variable that chooses the engine, <c>openblas</c> or <c>managed</c>; where unset, OpenBLAS if it is there.</summary>
    public const string EngineVariable = "AWAC_BLAS";

    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transpose = 112;
    private static readonly string? Wanted = Environment.GetEnvironmentVariable(EngineVariable) is { Length: > 0 } name ? name : null;
    private static readonly IntPtr OpenBlas = Load();
    private static readonly bool Managed = OpenBlas == IntPtr.Zero;

    /// <summary>Loads the engine with the right kernels and one thread; call it before any other native engine.</summary>
    /// <exception cref="DllNotFoundException">The engine that <see cref="EngineVariable"/> names is not there.</exception>
    public static void Initialise() => RuntimeHelpers.RunClassConstructor(typeof(Blas).TypeHandle);

    /// <summary>What a user should know of the engine: that OpenBLAS was looked for and not found; else null.</summary>
    public static string? Notice => Managed && Wanted is null
        ? $"OpenBLAS ({Library}) is missing: matrix products run on kernels in C#, which compute other bits; "
            + "for OpenBLAS install Debian's package libopenblas0-pthread, or run scripts/setup."
        : null;

    /// <summary>
    /// The kernels in use and their build, such as <c>SkylakeX, OpenBLAS 0.3.21 ...</c>; part of a run's fingerprint. The managed kernels
    /// need no more than a name: they compute the same bits everywhere.
    /// </summary>
    /// <remarks>Asked for once: OpenBLAS puts the answer together in one buffer for all threads, where two at a time garble it.</remarks>
    public static string Description { get; } = Managed
        ? "managed kernels"
        : $"{Marshal.PtrToStringUTF8(CoreName())}, {Marshal.PtrToStringUTF8(Configuration())}";

    /// <summary>C [m, n] = A [m, k] B[n, k]^T: a layer's forward pass.</summary>
    public static void MultiplyTransposed(int m, int n, int k, float* a, float* b, float* c)
    {
        if (Managed)
        {
            ManagedSgemm.Multiply(m, n, k, a, k, 1, b, 1, k, c);
            return;
        }

        Sgemm(RowMajor, NoTranspose, Transpose, m, n, k, 1, a, k, b, k, 0, c, n);
    }

    /// <summary>C [m, n] = A [m, k] B [k, n]: a layer's input gradient.</summary>
    public static void Multiply(int m, int n, int k, float* a, float* b, float* c)
    {
        if (Managed)
        {
            ManagedSgemm.Multiply(m, n, k, a, k, 1, b, n, 1, c);
            return;
        }

        Sgemm(RowMajor, NoTranspose, NoTranspose, m, n, k, 1, a, k, b, n, 0, c, n);
    }

    /// <summary>C [m, n] = A[k, m]^T B [k, n]: a layer's weight gradient.</summary>
    public static void TransposedMultiply(int m, int n, int k, float* a, float* b, float* c)
    {
        if (Managed)
        {
            ManagedSgemm.Multiply(m, n, k, a, 1, m, b, n, 1, c);
            return;
        }

        Sgemm(RowMajor, Transpose, NoTranspose, m, n, k, 1, a, m, b, n, 0, c, n);
    }

    /// <summary>OpenBLAS with the right kernels and one thread, or zero for the managed kernels.</summary>
    private static IntPtr Load()
    {
        if (Wanted is not (null or "openblas" or "managed"))
        {
            throw new DllNotFoundException(
                $"there is no matrix engine '{Wanted}' ({EngineVariable} in the environment): use openblas or managed, or leave it unset.");
        }

        ChooseKernels();
        if (Wanted == "managed" || !NativeLibrary.TryLoad(Library, out var handle))
        {
            return Wanted != "openblas"
                ? IntPtr.Zero
                : throw new DllNotFoundException(
                    $"OpenBLAS ({Library}) is missing: install Debian's package libopenblas0-pthread, or run scripts/setup.");
        }

        NativeLibrary.SetDllImportResolver(typeof(Blas).Assembly, (name, _, _) => name == Library ? handle : IntPtr.Zero);
        SetThreads(1);
        return handle;
    }

    /// <summary>
    /// The kernels are chosen here, by the CPU alone: an OPENBLAS_CORETYPE that happens to stand in the shell would change a run's
    /// bits (and AVX2 kernels on an AVX-512 CPU halve its speed). OpenBLAS reads the variable from C's environment when it is loaded.
    /// </summary>
    private static void ChooseKernels()
    {
        if (Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported)
        {
            SetEnvironment("OPENBLAS_CORETYPE", "SkylakeX", 1);
        }
        else if (Avx2.IsSupported && Fma.IsSupported)
        {
            SetEnvironment("OPENBLAS_CORETYPE", "Haswell", 1);
        }

        SetEnvironment("OPENBLAS_NUM_THREADS", "1", 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    private static partial void SetThreads(int threads);

    [LibraryImport(Library, EntryPoint = "openblas_get_corename")]
    private static partial IntPtr CoreName();

    [LibraryImport(Library, EntryPoint = "openblas_get_config")]
    private static partial IntPtr Configuration();

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Sgemm(
        int order, int transposeA, int transposeB, int m, int n, int k,
        float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);
}
