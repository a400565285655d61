using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AwacAkka.Numerics.Kernels;

/// <summary>
/// 6 x 64 elements of a matrix product, whose sums stay in 24 of AVX-512's 32 registers. Wide and flat: a step in depth loads four vectors
/// and six numbers for 24 multiply-adds, so that a busy sibling hyper-thread, which shares the load ports, costs little. Tiles of four rows,
/// which are as fast by row, end a product whose rows are no multiple of six.
/// </summary>
internal static unsafe class Avx512Tile
{
    /// <summary>Columns of C in a tile.</summary>
    public const int Columns = 4 * Lanes;

    /// <summary>Elements of a vector.</summary>
    public const int Lanes = 16;

    private const int Unrolled = 8; // steps between two branches: with a busy sibling hyper-thread a tenth faster than one

    /// <summary>
    /// C = epilogue(A B), added to what <paramref name="base"/> says, each element of the product a chain of <paramref name="depth"/> fused
    /// multiply-adds. Element (y, l) of A lies at <c>a[y * row + l * column]</c>; rows of B and of C are <paramref name="widthB"/> and
    /// <paramref name="width"/> apart. The first element of C is element (i, j) of the product.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)] // in a larger method the sums leave the registers
    public static void Multiply<THeight, TEpilogue>(
        int depth, float* a, nint row, nint column, float* b, nint widthB, float* c, nint width, SumBase @base, nint i, nint j, TEpilogue epilogue)
        where THeight : struct, ITileHeight
        where TEpilogue : struct, IEpilogue
    {
        Row r0 = default, r1 = default, r2 = default, r3 = default, r4 = default, r5 = default;
        for (; depth >= Unrolled; depth -= Unrolled)
        {
            Step<THeight>(ref a, row, column, ref b, widthB, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5);
            Step<THeight>(ref a, row, column, ref b, widthB, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5);
            Step<THeight>(ref a, row, column, ref b, widthB, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5);
            Step<THeight>(ref a, row, column, ref b, widthB, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5);
            Step<THeight>(ref a, row, column, ref b, widthB, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5);
            Step<THeight>(ref a, row, column, ref b, widthB, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5);
            Step<THeight>(ref a, row, column, ref b, widthB, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5);
            Step<THeight>(ref a, row, column, ref b, widthB, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5);
        }

        for (; depth > 0; depth--)
        {
            Step<THeight>(ref a, row, column, ref b, widthB, ref r0, ref r1, ref r2, ref r3, ref r4, ref r5);
        }

        r0.Store(c, @base, i, j, epilogue);
        r1.Store(c + width, @base, i + 1, j, epilogue);
        r2.Store(c + 2 * width, @base, i + 2, j, epilogue);
        r3.Store(c + 3 * width, @base, i + 3, j, epilogue);
        if (THeight.Rows > Low.Rows)
        {
            r4.Store(c + 4 * width, @base, i + 4, j, epilogue);
            r5.Store(c + 5 * width, @base, i + 5, j, epilogue);
        }
    }

    /// <summary>c = epilogue(base + sum) for the vector whose first element is (i, j) of the product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TEpilogue>(float* c, SumBase @base, Vector512<float> sum, nint i, nint j, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        if (@base != SumBase.None)
        {
            sum = (@base == SumBase.Result ? Vector512.Load(c) : Vector512<float>.Zero) + sum;
        }

        epilogue.Apply(sum, i, j).Store(c);
    }

    /// <summary>One multiply-add of every element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<THeight>(
        ref float* a, nint row, nint column, ref float* b, nint widthB, ref Row r0, ref Row r1, ref Row r2, ref Row r3, ref Row r4, ref Row r5)
        where THeight : struct, ITileHeight
    {
        Vector512<float> b0 = Vector512.Load(b), b1 = Vector512.Load(b + Lanes), b2 = Vector512.Load(b + 2 * Lanes), b3 = Vector512.Load(b + 3 * Lanes);
        r0.Add(a[0], b0, b1, b2, b3);
        r1.Add(a[row], b0, b1, b2, b3);
        r2.Add(a[2 * row], b0, b1, b2, b3);
        r3.Add(a[3 * row], b0, b1, b2, b3);
        if (THeight.Rows > Low.Rows)
        {
            r4.Add(a[4 * row], b0, b1, b2, b3);
            r5.Add(a[5 * row], b0, b1, b2, b3);
        }

        a += column;
        b += widthB;
    }

    /// <summary>A row's sums. The compiler keeps structures of four fields in registers.</summary>
    private struct Row
    {
        private Vector512<float> c0;
        private Vector512<float> c1;
        private Vector512<float> c2;
        private Vector512<float> c3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(float a, Vector512<float> b0, Vector512<float> b1, Vector512<float> b2, Vector512<float> b3)
        {
            var x = Vector512.Create(a);
            c0 = Vector512.FusedMultiplyAdd(x, b0, c0);
            c1 = Vector512.FusedMultiplyAdd(x, b1, c1);
            c2 = Vector512.FusedMultiplyAdd(x, b2, c2);
            c3 = Vector512.FusedMultiplyAdd(x, b3, c3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store<TEpilogue>(float* c, SumBase @base, nint i, nint j, TEpilogue epilogue)
            where TEpilogue : struct, IEpilogue
        {
            Avx512Tile.Store(c, @base, c0, i, j, epilogue);
            Avx512Tile.Store(c + Lanes, @base, c1, i, j + Lanes, epilogue);
            Avx512Tile.Store(c + 2 * Lanes, @base, c2, i, j + 2 * Lanes, epilogue);
            Avx512Tile.Store(c + 3 * Lanes, @base, c3, i, j + 3 * Lanes, epilogue);
        }
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
