using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace AwacAkka.Numerics.Kernels;

/// <summary>Debian's OpenBLAS: kernels chosen by the processor alone, one thread per call.</summary>
internal static unsafe partial class OpenBlas
{
    /// <summary>Its file.</summary>
    public const string Library = "libopenblas.so.0";

    private const int RowMajor = 101;
    private const int NoTranspose = 111;
    private const int Transpose = 112;

    /// <summary>Loads it; false where it is missing.</summary>
    public static bool TryLoad()
    {
        ChooseKernels();
        if (!NativeLibrary.TryLoad(Library, out var handle))
        {
            return false;
        }

        NativeLibrary.SetDllImportResolver(typeof(OpenBlas).Assembly, (name, _, _) => name == Library ? handle : IntPtr.Zero);
        SetThreads(1);
        return true;
    }

    /// <summary>The kernels in use, such as <c>SkylakeX</c>.</summary>
    public static string Kernels() => Marshal.PtrToStringUTF8(CoreName())!;

    /// <summary>Version and options. For one thread at a time: OpenBLAS puts the answer together in one buffer for all, where two garble it.</summary>
    public static string Build() => Marshal.PtrToStringUTF8(Configuration())!;

    /// <summary>C [m, n] = A B for A [m, k], or [k, m] where it is transposed, and B [k, n], or [n, k].</summary>
    public static void Multiply(int m, int n, int k, float* a, bool transposeA, float* b, bool transposeB, float* c) => Sgemm(
        RowMajor, transposeA ? Transpose : NoTranspose, transposeB ? Transpose : NoTranspose, m, n, k,
        1, a, transposeA ? m : k, b, transposeB ? k : n, 0, c, n);

    /// <summary>
    /// The kernels are chosen here, by the CPU alone: an OPENBLAS_CORETYPE that happens to be set in the shell would change a run's
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
