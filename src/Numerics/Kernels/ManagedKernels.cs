using System.Runtime.Intrinsics;

namespace AwacAkka.Numerics.Kernels;

/// <summary>
/// The innermost loops of <see cref="ManagedSgemm"/>: a tile of 6 rows by two vectors stays in registers while columns of A and packed
/// rows of B run through it. Every element is a chain of fused multiply-adds in the order of k, so the vector width leaves no trace.
/// </summary>
internal static unsafe class ManagedKernels
{
    /// <summary>Rows of a tile.</summary>
    public const int Rows = 6;

    /// <summary>Columns of a tile of <see cref="Wide"/>.</summary>
    public const int WideColumns = 32;

    /// <summary>Columns of a tile of <see cref="Narrow"/>.</summary>
    public const int NarrowColumns = 16;

    /// <summary>
    /// C [6, 32] = A B, or C + A B, of A [6, depth] with rows <paramref name="row"/> and columns <paramref name="column"/> apart, B [depth,
    /// 32] packed, and C with rows <paramref name="stride"/> apart.
    /// </summary>
    public static void Wide(int depth, float* a, nint row, nint column, float* b, float* c, int stride, bool add)
    {
        const int Lanes = WideColumns / 2;
        Vector512<float> c00 = default, c01 = default;
        Vector512<float> c10 = default, c11 = default;
        Vector512<float> c20 = default, c21 = default;
        Vector512<float> c30 = default, c31 = default;
        Vector512<float> c40 = default, c41 = default;
        Vector512<float> c50 = default, c51 = default;
        if (add)
        {
            (c00, c01) = (Vector512.Load(c), Vector512.Load(c + Lanes));
            (c10, c11) = (Vector512.Load(c + stride), Vector512.Load(c + stride + Lanes));
            (c20, c21) = (Vector512.Load(c + 2 * stride), Vector512.Load(c + 2 * stride + Lanes));
            (c30, c31) = (Vector512.Load(c + 3 * stride), Vector512.Load(c + 3 * stride + Lanes));
            (c40, c41) = (Vector512.Load(c + 4 * stride), Vector512.Load(c + 4 * stride + Lanes));
            (c50, c51) = (Vector512.Load(c + 5 * stride), Vector512.Load(c + 5 * stride + Lanes));
        }

        for (; depth > 0; depth--, a += column, b += 2 * Lanes)
        {
            var (b0, b1) = (Vector512.Load(b), Vector512.Load(b + Lanes));
            var x = Vector512.Create(a[0]);
            c00 = Vector512.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector512.FusedMultiplyAdd(x, b1, c01);
            x = Vector512.Create(a[row]);
            c10 = Vector512.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector512.FusedMultiplyAdd(x, b1, c11);
            x = Vector512.Create(a[2 * row]);
            c20 = Vector512.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector512.FusedMultiplyAdd(x, b1, c21);
            x = Vector512.Create(a[3 * row]);
            c30 = Vector512.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector512.FusedMultiplyAdd(x, b1, c31);
            x = Vector512.Create(a[4 * row]);
            c40 = Vector512.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector512.FusedMultiplyAdd(x, b1, c41);
            x = Vector512.Create(a[5 * row]);
            c50 = Vector512.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector512.FusedMultiplyAdd(x, b1, c51);
        }

        c00.Store(c);
        c01.Store(c + Lanes);
        c10.Store(c + stride);
        c11.Store(c + stride + Lanes);
        c20.Store(c + 2 * stride);
        c21.Store(c + 2 * stride + Lanes);
        c30.Store(c + 3 * stride);
        c31.Store(c + 3 * stride + Lanes);
        c40.Store(c + 4 * stride);
        c41.Store(c + 4 * stride + Lanes);
        c50.Store(c + 5 * stride);
        c51.Store(c + 5 * stride + Lanes);
    }

    /// <summary>
    /// C [6, 16] = A B, or C + A B, of A [6, depth] with rows <paramref name="row"/> and columns <paramref name="column"/> apart, B [depth,
    /// 16] packed, and C with rows <paramref name="stride"/> apart.
    /// </summary>
    public static void Narrow(int depth, float* a, nint row, nint column, float* b, float* c, int stride, bool add)
    {
        const int Lanes = NarrowColumns / 2;
        Vector256<float> c00 = default, c01 = default;
        Vector256<float> c10 = default, c11 = default;
        Vector256<float> c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default;
        Vector256<float> c40 = default, c41 = default;
        Vector256<float> c50 = default, c51 = default;
        if (add)
        {
            (c00, c01) = (Vector256.Load(c), Vector256.Load(c + Lanes));
            (c10, c11) = (Vector256.Load(c + stride), Vector256.Load(c + stride + Lanes));
            (c20, c21) = (Vector256.Load(c + 2 * stride), Vector256.Load(c + 2 * stride + Lanes));
            (c30, c31) = (Vector256.Load(c + 3 * stride), Vector256.Load(c + 3 * stride + Lanes));
            (c40, c41) = (Vector256.Load(c + 4 * stride), Vector256.Load(c + 4 * stride + Lanes));
            (c50, c51) = (Vector256.Load(c + 5 * stride), Vector256.Load(c + 5 * stride + Lanes));
        }

        for (; depth > 0; depth--, a += column, b += 2 * Lanes)
        {
            var (b0, b1) = (Vector256.Load(b), Vector256.Load(b + Lanes));
            var x = Vector256.Create(a[0]);
            c00 = Vector256.FusedMultiplyAdd(x, b0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[row]);
            c10 = Vector256.FusedMultiplyAdd(x, b0, c10);
            c11 = Vector256.FusedMultiplyAdd(x, b1, c11);
            x = Vector256.Create(a[2 * row]);
            c20 = Vector256.FusedMultiplyAdd(x, b0, c20);
            c21 = Vector256.FusedMultiplyAdd(x, b1, c21);
            x = Vector256.Create(a[3 * row]);
            c30 = Vector256.FusedMultiplyAdd(x, b0, c30);
            c31 = Vector256.FusedMultiplyAdd(x, b1, c31);
            x = Vector256.Create(a[4 * row]);
            c40 = Vector256.FusedMultiplyAdd(x, b0, c40);
            c41 = Vector256.FusedMultiplyAdd(x, b1, c41);
            x = Vector256.Create(a[5 * row]);
            c50 = Vector256.FusedMultiplyAdd(x, b0, c50);
            c51 = Vector256.FusedMultiplyAdd(x, b1, c51);
        }

        c00.Store(c);
        c01.Store(c + Lanes);
        c10.Store(c + stride);
        c11.Store(c + stride + Lanes);
        c20.Store(c + 2 * stride);
        c21.Store(c + 2 * stride + Lanes);
        c30.Store(c + 3 * stride);
        c31.Store(c + 3 * stride + Lanes);
        c40.Store(c + 4 * stride);
        c41.Store(c + 4 * stride + Lanes);
        c50.Store(c + 5 * stride);
        c51.Store(c + 5 * stride + Lanes);
    }
}
