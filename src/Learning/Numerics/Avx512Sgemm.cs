using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AwacAkka.Learning.Numerics;

/// <summary>
/// Matrix products in AVX-512 that read their operands where they lie and do in the same pass what a layer does next - bias and ReLU, or
/// its derivative. OpenBLAS copies both operands, writes zeros, adds the product to them and leaves the rest to further passes over memory,
/// which for matrices of this size is a third of the time. Every element is the sum of OpenBLAS's SkylakeX kernels, bit for bit: a chain of
/// fused multiply-adds in the order of k for each block of k that OpenBLAS takes at a time, and the chains added up, or one chain where it
/// takes all of k at once. Tests hold the two together.
/// </summary>
internal static unsafe class Avx512Sgemm
{
    private const int Rows = Avx512Tile.Rows;
    private const int Columns = Avx512Tile.Columns;
    private const int Lanes = Avx512Tile.Lanes;
    private const int BlockRows = 64 * Rows; // of A and C at a time, for the second cache
    private const int BlockDepth = 448; // OpenBLAS's GEMM_Q for SkylakeX
    private const int DepthUnit = 16; // and its GEMM_UNROLL_M, to which it rounds the halves of a rest

    private const int NarrowDepth = 8;

    // OpenBLAS has kernels of their own for products of few multiply-adds. They do not cut k, and where B is transposed, the result is
    // small and k is not, they add up in an order that is theirs alone.
    private const long LargestSmallProduct = 1_000_000;
    private const int LargestOwnResult = 1200;
    private const int LeastOwnDepth = 32;

    [ThreadStatic]
    private static NativeBuffer? scratch;

    /// <summary>Whether this processor can, and sums as those kernels of OpenBLAS do.</summary>
    public static bool HasBitsOf(string kernels) => Avx512F.IsSupported && kernels == "SkylakeX";

    /// <summary>Whether a product [m, k] [k, n] or [k, m]^T [k, n] can be done here: whole tiles in a row.</summary>
    public static bool Takes(int m, int n) => n % Columns == 0 && m >= Rows;

    /// <summary>Whether a product [m, k] [n, k]^T can be done here.</summary>
    public static bool TakesTransposed(int m, int n, int k) => Takes(m, n) && !IsInOwnOrder(m, n, k);

    /// <summary>Whether OpenBLAS does a product [m, k] [n, k]^T by kernels whose order of adding up is theirs alone.</summary>
    public static bool IsInOwnOrder(int m, int n, int k) => IsSmall(m, n, k) && (long)m * n <= LargestOwnResult && k >= LeastOwnDepth;

    /// <summary>C [m, n] = end(A B) for B [k, n] and A [m, k], or A [k, m]^T where it is transposed.</summary>
    public static void Multiply<TEnd>(int m, int n, int k, float* a, bool transposed, float* b, float* c, TEnd end)
        where TEnd : struct, IProductEnd
    {
        if (k <= NarrowDepth && !transposed)
        {
            MultiplyNarrow(m, n, k, a, b, c, IsSmall(m, n, k) ? SumBase.None : SumBase.Zero, end);
            return;
        }

        var (row, column) = transposed ? (1, m) : (k, 1);
        Multiply(m, n, k, a, row, column, b, Columns, n, c, IsSmall(m, n, k), end);
    }

    /// <summary>Writes B [n, k] as <see cref="MultiplyTurned"/> reads it: transposed, in panels of a tile's columns.</summary>
    public static void Turn(int n, int k, float* b, float* panels)
    {
        for (var j = 0; j < n; j += Columns)
        {
            Avx512Transpose.Write(b + (nint)j * k, Columns, k, panels + (nint)j * k);
        }
    }

    /// <summary>C [m, n] = end(A B^T) for A [m, k] and B [n, k], which <see cref="Turn"/> has written to <paramref name="panels"/>.</summary>
    public static void MultiplyTurned<TEnd>(int m, int n, int k, float* a, float* panels, float* c, TEnd end)
        where TEnd : struct, IProductEnd =>
        Multiply(m, n, k, a, k, 1, panels, (nint)Columns * k, Columns, c, uncut: false, end);

    /// <summary>C [m, n] = end(A B^T) for A [m, k] and B [n, k]. B is turned first: a thirtieth of a product of 256 rows.</summary>
    public static void MultiplyTransposed<TEnd>(int m, int n, int k, float* a, float* b, float* c, TEnd end)
        where TEnd : struct, IProductEnd
    {
        var panels = Scratch(n * k);
        Turn(n, k, b, panels);
        MultiplyTurned(m, n, k, a, panels, c, end);
    }

    /// <summary>C [m, n] = A^T B for A [k, m] and B [k, n], by way of its transpose: for narrow B, where <see cref="Takes"/> (n, m).</summary>
    public static void MultiplyTransposedWay(int m, int n, int k, float* a, float* b, float* c)
    {
        var turned = Scratch(m * n);
        Multiply(n, m, k, b, transposed: true, a, turned, default(SumAlone));
        Avx512Transpose.Write(turned, n, m, c);
    }

    /// <summary>Whether a product a^T B [k, n] with a single column a [k] can be done here.</summary>
    public static bool TakesRow(int n, int k) => n % Columns == 0 && IsSmall(1, n, k);

    /// <summary>c [n] = a^T B for a [k] and B [k, n]: the sum of B's rows, weighted.</summary>
    public static void MultiplyRow(int n, int k, float* a, float* b, float* c)
    {
        for (var j = 0; j < n; j += Columns, b += Columns)
        {
            Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            var row = b;
            for (var l = 0; l < k; l++, row += n)
            {
                var x = Vector512.Create(a[l]);
                sum0 = Vector512.FusedMultiplyAdd(x, Vector512.Load(row), sum0);
                sum1 = Vector512.FusedMultiplyAdd(x, Vector512.Load(row + Lanes), sum1);
                sum2 = Vector512.FusedMultiplyAdd(x, Vector512.Load(row + 2 * Lanes), sum2);
                sum3 = Vector512.FusedMultiplyAdd(x, Vector512.Load(row + 3 * Lanes), sum3);
            }

            sum0.Store(c + j);
            sum1.Store(c + j + Lanes);
            sum2.Store(c + j + 2 * Lanes);
            sum3.Store(c + j + 3 * Lanes);
        }
    }

    /// <summary>C [m, n] = end(A [m, k] B [k, n]) for so few columns of A that memory is all that counts: it is passed over in its order.</summary>
    private static void MultiplyNarrow<TEnd>(int m, int n, int k, float* a, float* b, float* c, SumBase @base, TEnd end)
        where TEnd : struct, IProductEnd
    {
        for (var i = 0; i < m; i++, a += k, c += n)
        {
            for (var j = 0; j < n; j += Lanes)
            {
                var sum = Vector512<float>.Zero;
                for (var l = 0; l < k; l++)
                {
                    sum = Vector512.FusedMultiplyAdd(Vector512.Create(a[l]), Vector512.Load(b + (nint)l * n + j), sum);
                }

                Avx512Tile.Store(c + j, @base, sum, i, j, end);
            }
        }
    }

    private static bool IsSmall(int m, int n, int k) => (long)m * n * k <= LargestSmallProduct;

    /// <summary>Panels of B are <paramref name="panel"/> apart, and in them rows <paramref name="widthB"/>.</summary>
    private static void Multiply<TEnd>(
        int m, int n, int k, float* a, nint row, nint column, float* b, nint panel, nint widthB, float* c, bool uncut, TEnd end)
        where TEnd : struct, IProductEnd
    {
        for (int l = 0, depth; l < k; l += depth)
        {
            depth = uncut ? k : Depth(k - l);
            var @base = uncut ? SumBase.None : l > 0 ? SumBase.Result : SumBase.Zero;
            for (var i = 0; i < m; i += BlockRows)
            {
                var block = new RowBlock(a + (nint)l * column, row, column, i, Math.Min(BlockRows, m - i), depth);
                if (l + depth == k)
                {
                    MultiplyBlock(block, n, b + l * widthB, panel, widthB, c, @base, end);
                }
                else
                {
                    MultiplyBlock(block, n, b + l * widthB, panel, widthB, c, @base, default(SumAlone));
                }
            }
        }
    }

    /// <summary>How much of k OpenBLAS takes next.</summary>
    private static int Depth(int left) => left switch
    {
        >= 2 * BlockDepth => BlockDepth,
        > BlockDepth => (left / 2 + DepthUnit - 1) / DepthUnit * DepthUnit,
        _ => left,
    };

    private static void MultiplyBlock<TEnd>(
        in RowBlock block, int n, float* b, nint panel, nint widthB, float* c, SumBase @base, TEnd end)
        where TEnd : struct, IProductEnd
    {
        var rest = block.Count % Rows;
        var tile = stackalloc float[Rows * Columns];
        for (var j = 0; j < n; j += Columns, b += panel)
        {
            for (var i = block.First; i <= block.First + block.Count - Rows; i += Rows)
            {
                Avx512Tile.Multiply(
                    block.Depth, block.Row(i), block.RowStride, block.ColumnStride, b, widthB, c + (nint)i * n + j, n, @base, i, j,
                    end);
            }

            if (rest > 0)
            {
                // A tile that ends with the last row is computed aside; of it only the rows that no other tile has are kept.
                var last = block.First + block.Count;
                Avx512Tile.Multiply(
                    block.Depth, block.Row(last - Rows), block.RowStride, block.ColumnStride, b, widthB, tile, Columns, SumBase.None, 0, 0,
                    default(SumAlone));
                Keep(tile + (Rows - rest) * Columns, rest, c + (nint)(last - rest) * n + j, n, @base, last - rest, j, end);
            }
        }
    }

    /// <summary>Brings rows of a tile to their place, the first of them to element (i, j) of the product.</summary>
    private static void Keep<TEnd>(float* sums, int rows, float* c, nint width, SumBase @base, nint i, nint j, TEnd end)
        where TEnd : struct, IProductEnd
    {
        for (; rows > 0; rows--, i++, c += width, sums += Columns)
        {
            for (var x = 0; x < Columns; x += Lanes)
            {
                Avx512Tile.Store(c + x, @base, Vector512.Load(sums + x), i, j + x, end);
            }
        }
    }

    /// <summary>This thread's own memory; it grows to the largest matrix and stays.</summary>
    private static float* Scratch(int length)
    {
        if (scratch is null || scratch.Length < length)
        {
            scratch?.Dispose();
            scratch = new NativeBuffer(length);
        }

        return scratch.Pointer;
    }

    /// <summary>Rows of A over a block of its depth, whose row 0 is <paramref name="a"/> there.</summary>
    private readonly struct RowBlock(float* a, nint rowStride, nint columnStride, int first, int count, int depth)
    {
        public int First => first;

        public int Count => count;

        public int Depth => depth;

        public nint RowStride => rowStride;

        public nint ColumnStride => columnStride;

        public float* Row(int i) => a + i * rowStride;
    }
}
