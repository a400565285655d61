using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace AwacAkka.Learning.Numerics;

/// <summary>
/// Single precision matrix products by OpenBLAS, one thread per call: parallelism lies above it, in a fixed split, so that results do
/// not depend on how many cores there are.
/// </summary>
public static unsafe partial class Blas
{
    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transpose = 112;

    static Blas()
    {
        NativeLibrary.SetDllImportResolver(typeof(Blas).Assembly, Resolve);
        ChooseKernels();
        SetThreads(1);
    }

    /// <summary>Makes sure that the library is loaded with the right kernels and one thread; call it before any other native engine.</summary>
    /// <exception cref="DllNotFoundException">OpenBLAS is not installed.</exception>
    public static void Initialise() => RuntimeHelpers.RunClassConstructor(typeof(Blas).TypeHandle);

    /// <summary>The kernels in use and the build, such as <c>SkylakeX, OpenBLAS 0.3.21 ...</c>; part of a run's fingerprint.</summary>
    public static string Description =>
        $"{Marshal.PtrToStringUTF8(CoreName())}, {Marshal.PtrToStringUTF8(Configuration())}";

    /// <summary>C [m, n] = A [m, k] B[n, k]^T + beta C: a layer's forward pass.</summary>
    public static void MultiplyTransposed(int m, int n, int k, float* a, float* b, float* c, float beta = 0) =>
        Sgemm(RowMajor, NoTranspose, Transpose, m, n, k, 1, a, k, b, k, beta, c, n);

    /// <summary>C [m, n] = A [m, k] B [k, n]: a layer's input gradient.</summary>
    public static void Multiply(int m, int n, int k, float* a, float* b, float* c) =>
        Sgemm(RowMajor, NoTranspose, NoTranspose, m, n, k, 1, a, k, b, n, 0, c, n);

    /// <summary>C [m, n] = A[k, m]^T B [k, n]: a layer's weight gradient.</summary>
    public static void TransposedMultiply(int m, int n, int k, float* a, float* b, float* c) =>
        Sgemm(RowMajor, Transpose, NoTranspose, m, n, k, 1, a, m, b, n, 0, c, n);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
        {
            return IntPtr.Zero;
        }

        return NativeLibrary.TryLoad(Library, out var handle)
            ? handle
            : throw new DllNotFoundException(
                $"OpenBLAS ({Library}) is missing: install Debian's package libopenblas0-pthread, or run scripts/setup.");
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
