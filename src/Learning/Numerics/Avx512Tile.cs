using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AwacAkka.Learning.Numerics;

/// <summary>
/// 6 x 64 elements of a matrix product, whose sums stay in 24 of AVX-512's 32 registers. Wide and flat: a step in depth loads four vectors
/// and six numbers for 24 multiply-adds, so that a neighbour on the same core, who shares the ports for loads, costs little. Tiles of four rows,
/// which are as fast by row, end a product whose rows are no multiple of six.
/// </summary>
internal static unsafe class Avx512Tile
{
    /// <summary>Columns of C in a tile.</summary>
    public const int Columns = 4 * Lanes;

    /// <summary>Elements of a vector.</summary>
    public const int Lanes = 16;

    /// <summary>
    /// C = end(A B), added to what <paramref name="base"/> says, each element of the product a chain of <paramref name="depth"/> fused
    /// multiply-adds. Element (y, l) of A lies at <c>a[y * row + l * column]</c>; rows of B and of C are <paramref name="widthB"/> and
    /// <paramref name="width"/> apart. The first element of C is element (i, j) of the product.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)] // in a larger method the sums leave the registers
    public static void Multiply<THeight, TEnd>(
        int depth, float* a, nint row, nint column, float* b, nint widthB, float* c, nint width, SumBase @base, nint i, nint j, TEnd end)
        where THeight : struct, ITileHeight
        where TEnd : struct, IProductEnd
    {
        Vector512<float> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector512<float> c10 = default, c11 = default, c12 = default, c13 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c23 = default;
        Vector512<float> c30 = default, c31 = default, c32 = default, c33 = default;
        Vector512<float> c40 = default, c41 = default, c42 = default, c43 = default;
        Vector512<float> c50 = default, c51 = default, c52 = default, c53 = default;
        var (row2, row3, row4, row5) = (2 * row, 3 * row, 4 * row, 5 * row);
        for (; depth > 0; depth--, a += column, b += widthB)
        {
            Vector512<float> b0 = Vector512.Load(b), b1 = Vector512.Load(b + Lanes);
            Vector512<float> b2 = Vector512.Load(b + 2 * Lanes), b3 = Vector512.Load(b + 3 * Lanes), x;
            x = Vector512.Create(a[0]);
            (c00, c01) = (Vector512.FusedMultiplyAdd(x, b0, c00), Vector512.FusedMultiplyAdd(x, b1, c01));
            (c02, c03) = (Vector512.FusedMultiplyAdd(x, b2, c02), Vector512.FusedMultiplyAdd(x, b3, c03));
            x = Vector512.Create(a[row]);
            (c10, c11) = (Vector512.FusedMultiplyAdd(x, b0, c10), Vector512.FusedMultiplyAdd(x, b1, c11));
            (c12, c13) = (Vector512.FusedMultiplyAdd(x, b2, c12), Vector512.FusedMultiplyAdd(x, b3, c13));
            x = Vector512.Create(a[row2]);
            (c20, c21) = (Vector512.FusedMultiplyAdd(x, b0, c20), Vector512.FusedMultiplyAdd(x, b1, c21));
            (c22, c23) = (Vector512.FusedMultiplyAdd(x, b2, c22), Vector512.FusedMultiplyAdd(x, b3, c23));
            x = Vector512.Create(a[row3]);
            (c30, c31) = (Vector512.FusedMultiplyAdd(x, b0, c30), Vector512.FusedMultiplyAdd(x, b1, c31));
            (c32, c33) = (Vector512.FusedMultiplyAdd(x, b2, c32), Vector512.FusedMultiplyAdd(x, b3, c33));
            if (THeight.Rows > Low.Rows)
            {
                x = Vector512.Create(a[row4]);
                (c40, c41) = (Vector512.FusedMultiplyAdd(x, b0, c40), Vector512.FusedMultiplyAdd(x, b1, c41));
                (c42, c43) = (Vector512.FusedMultiplyAdd(x, b2, c42), Vector512.FusedMultiplyAdd(x, b3, c43));
                x = Vector512.Create(a[row5]);
                (c50, c51) = (Vector512.FusedMultiplyAdd(x, b0, c50), Vector512.FusedMultiplyAdd(x, b1, c51));
                (c52, c53) = (Vector512.FusedMultiplyAdd(x, b2, c52), Vector512.FusedMultiplyAdd(x, b3, c53));
            }
        }

        Store(c, @base, c00, c01, c02, c03, i, j, end);
        Store(c + width, @base, c10, c11, c12, c13, i + 1, j, end);
        Store(c + 2 * width, @base, c20, c21, c22, c23, i + 2, j, end);
        Store(c + 3 * width, @base, c30, c31, c32, c33, i + 3, j, end);
        if (THeight.Rows > Low.Rows)
        {
            Store(c + 4 * width, @base, c40, c41, c42, c43, i + 4, j, end);
            Store(c + 5 * width, @base, c50, c51, c52, c53, i + 5, j, end);
        }
    }

    /// <summary>c = end(base + sum) for the vector whose first element is (i, j) of the product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TEnd>(float* c, SumBase @base, Vector512<float> sum, nint i, nint j, TEnd end)
        where TEnd : struct, IProductEnd
    {
        if (@base != SumBase.None)
        {
            sum = (@base == SumBase.Result ? Vector512.Load(c) : Vector512<float>.Zero) + sum;
        }

        end.Apply(sum, i, j).Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TEnd>(
        float* c, SumBase @base, Vector512<float> sum0, Vector512<float> sum1, Vector512<float> sum2, Vector512<float> sum3, nint i, nint j,
        TEnd end)
        where TEnd : struct, IProductEnd
    {
        Store(c, @base, sum0, i, j, end);
        Store(c + Lanes, @base, sum1, i, j + Lanes, end);
        Store(c + 2 * Lanes, @base, sum2, i, j + 2 * Lanes, end);
        Store(c + 3 * Lanes, @base, sum3, i, j + 3 * Lanes, end);
    }

    /// <summary>A tile of six rows.</summary>
    public readonly struct High : ITileHeight
    {
        /// <inheritdoc />
        public static int Rows => 6;
    }

    /// <summary>A tile of four rows.</summary>
    public readonly struct Low : ITileHeight
    {
        /// <inheritdoc />
        public static int Rows => 4;
    }
}

/// <summary>Rows of C in a tile, known when it is compiled.</summary>
internal interface ITileHeight
{
    /// <summary>How many.</summary>
    static abstract int Rows { get; }
}
