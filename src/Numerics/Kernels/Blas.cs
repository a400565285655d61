using System.Diagnostics;
using System.Runtime.CompilerServices;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Kernels;

/// <summary>
/// Single precision matrix products by OpenBLAS, or by <see cref="ManagedSgemm"/> where that is missing; those that take most of the time by
/// <see cref="Avx512Sgemm"/>, which has OpenBLAS's bits. One thread per call: parallelism is the caller's business, split so that results do
/// not depend on how many cores there are. Lengths of operands are asserted in debug builds.
/// </summary>
public static unsafe class Blas
{
    /// <summary>Environment variable that chooses the engine, <c>openblas</c> or <c>managed</c>; where unset, OpenBLAS if it is there.</summary>
    public const string EngineVariable = "AWAC_BLAS";

    private static readonly string? Wanted = Environment.GetEnvironmentVariable(EngineVariable) is { Length: > 0 } name ? name : null;
    private static readonly bool Managed = !Load();
    private static readonly bool Avx512 = !Managed && Avx512Sgemm.HasBitsOf(OpenBlas.Kernels());

    /// <summary>Loads the engine with the right kernels and one thread; call it before any other native engine.</summary>
    /// <exception cref="DllNotFoundException">The engine that <see cref="EngineVariable"/> names is not there.</exception>
    public static void Initialise() => RuntimeHelpers.RunClassConstructor(typeof(Blas).TypeHandle);

    /// <summary>What a user should know of the engine: that OpenBLAS was looked for and not found; else null.</summary>
    public static string? Notice => Managed && Wanted is null
        ? $"OpenBLAS ({OpenBlas.Library}) is missing: matrix products run on kernels in C#, which compute other bits; "
            + "for OpenBLAS install Debian's package libopenblas0-pthread, or run scripts/setup."
        : null;

    /// <summary>
    /// The kernels in use and their build, such as <c>SkylakeX, OpenBLAS 0.3.21 ...</c>; part of a run's fingerprint. The managed kernels
    /// need no more than a name: they compute the same bits everywhere.
    /// </summary>
    public static string Description { get; } = Managed ? "managed kernels" : $"{OpenBlas.Kernels()}, {OpenBlas.Build()}";

    /// <summary>Whether weights of a layer with <paramref name="outputs"/> outputs lie in the panels that <see cref="Avx512Sgemm"/> reads.</summary>
    internal static bool HasPanels(int outputs) => Avx512 && outputs % Avx512Sgemm.Columns == 0;

    /// <summary>C [m, n] = A [m, k] B[n, k]^T: a layer's forward pass.</summary>
    public static void MultiplyTransposed(int m, int n, int k, NativeView a, NativeView b, NativeView c)
    {
        AssertLengths(m, n, k, a, b, c);
        if (Managed)
        {
            ManagedSgemm.Multiply(m, n, k, a.Pointer, k, 1, b.Pointer, 1, k, c.Pointer);
        }
        else
        {
            OpenBlas.Multiply(m, n, k, a.Pointer, transposeA: false, b.Pointer, transposeB: true, c.Pointer);
        }
    }

    /// <summary>
    /// Whether <paramref name="part"/> of <paramref name="m"/> rows, from a multiple of 4 on, to the end or a multiple of 4 of them, have the same
    /// bits in a forward product of their own. OpenBLAS may add up in another order for a smaller product.
    /// </summary>
    public static bool MaySplit(int m, int part, int n, int k) =>
        Managed || (Avx512 && Avx512Sgemm.IsInOwnOrder(m, n, k) == Avx512Sgemm.IsInOwnOrder(part, n, k));

    /// <summary>C [m, n] = A [m, k] B [k, n]: a layer's input gradient.</summary>
    public static void Multiply(int m, int n, int k, NativeView a, NativeView b, NativeView c)
    {
        AssertLengths(m, n, k, a, b, c);
        if (Managed)
        {
            ManagedSgemm.Multiply(m, n, k, a.Pointer, k, 1, b.Pointer, n, 1, c.Pointer);
        }
        else if (Avx512 && Avx512Sgemm.Takes(m, n))
        {
            Avx512Sgemm.Multiply(m, n, k, a.Pointer, transposed: false, b.Pointer, c.Pointer, default(NoEpilogue));
        }
        else
        {
            OpenBlas.Multiply(m, n, k, a.Pointer, transposeA: false, b.Pointer, transposeB: false, c.Pointer);
        }
    }

    /// <summary>C [m, n] = A [m, k] B [k, n], and 0 where the rectified activation [m, n] is: a hidden layer's input gradient.</summary>
    public static void MultiplyAndMask(int m, int n, int k, NativeView a, NativeView b, NativeView activation, NativeView c)
    {
        AssertLengths(m, n, k, a, b, c);
        Debug.Assert(activation.Length >= m * n, "the activation [m, n] is too short");
        if (Avx512 && Avx512Sgemm.Takes(m, n))
        {
            Avx512Sgemm.Multiply(
                m, n, k, a.Pointer, transposed: false, b.Pointer, c.Pointer, new MaskByActivation(activation.Pointer, n));
            return;
        }

        Multiply(m, n, k, a, b, c);
        ElementwiseKernels.MaskByActivation(c, activation, m * n);
    }

    /// <summary>C [m, n] = A[k, m]^T B [k, n]: a layer's weight gradient.</summary>
    public static void TransposedMultiply(int m, int n, int k, NativeView a, NativeView b, NativeView c)
    {
        AssertLengths(m, n, k, a, b, c);
        if (Managed)
        {
            ManagedSgemm.Multiply(m, n, k, a.Pointer, 1, m, b.Pointer, n, 1, c.Pointer);
        }
        else if (Avx512 && Avx512Sgemm.Takes(m, n))
        {
            Avx512Sgemm.Multiply(m, n, k, a.Pointer, transposed: true, b.Pointer, c.Pointer, default(NoEpilogue));
        }
        else if (Avx512 && m == 1 && Avx512Sgemm.TakesRow(n, k))
        {
            Avx512Sgemm.MultiplyRow(n, k, a.Pointer, b.Pointer, c.Pointer);
        }
        else
        {
            OpenBlas.Multiply(m, n, k, a.Pointer, transposeA: true, b.Pointer, transposeB: false, c.Pointer);
        }
    }

    /// <summary>That the operands of a product of m x k by k x n numbers are not shorter than it reads and writes.</summary>
    [Conditional("DEBUG")]
    private static void AssertLengths(int m, int n, int k, NativeView a, NativeView b, NativeView c) => Debug.Assert(
        a.Length >= m * k && b.Length >= k * n && c.Length >= m * n,
        $"a product [{m}, {k}] [{k}, {n}] has operands of {a.Length} and {b.Length} numbers and a result of {c.Length}");

    /// <summary>Whether OpenBLAS is there and wanted.</summary>
    private static bool Load()
    {
        if (Wanted is not (null or "openblas" or "managed"))
        {
            throw new DllNotFoundException(
                $"there is no matrix engine '{Wanted}' ({EngineVariable} in the environment): use openblas or managed, or leave it unset.");
        }

        if (Wanted != "managed" && OpenBlas.TryLoad())
        {
            return true;
        }

        return Wanted != "openblas"
            ? false
            : throw new DllNotFoundException(
                $"OpenBLAS ({OpenBlas.Library}) is missing: install Debian's package libopenblas0-pthread, or run scripts/setup.");
    }
}
