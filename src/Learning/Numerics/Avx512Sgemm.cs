using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AwacAkka.Learning.Numerics;

/// <summary>
/// Matrix products in AVX-512 that read their operands where they lie and do in the same pass what a layer does next - bias and ReLU, or
/// its derivative. OpenBLAS copies both operands, writes zeros, adds the product to them and leaves the rest to further passes over memory,
/// which for matrices of this size is a third of the time. Every element is the sum of OpenBLAS's SkylakeX kernels, bit for bit: a chain of
/// fused multiply-adds in the order of k for each block of k that OpenBLAS takes at a time, and the chains added up. Tests hold the two together.
/// </summary>
internal static unsafe class Avx512Sgemm
{
    private const int Rows = Avx512Tile.Rows;
    private const int Columns = Avx512Tile.Columns;
    private const long LargestSmallProduct = 1_000_000; // in multiply-adds; up to here OpenBLAS has kernels that add up in another order
    private const int BlockRows = 64 * Rows; // of A and C at a time, for the second cache
    private const int BlockDepth = 448; // OpenBLAS's GEMM_Q for SkylakeX
    private const int DepthUnit = 16; // and its GEMM_UNROLL_M, to which it rounds the halves of a rest

    [ThreadStatic]
    private static NativeBuffer? scratch;

    /// <summary>Whether this processor can, and sums as those kernels of OpenBLAS do.</summary>
    public static bool HasBitsOf(string kernels) => Avx512F.IsSupported && kernels == "SkylakeX";

    /// <summary>Whether a product [m, k] [k, n] is of the sizes that are done here: whole tiles in a row, and not a small one.</summary>
    public static bool Takes(int m, int n, int k) => n % Columns == 0 && m >= Rows && (long)m * n * k > LargestSmallProduct;

    /// <summary>C [m, n] = end(A B) for B [k, n] and A [m, k], or A [k, m]^T where it is transposed.</summary>
    public static void Multiply<TEnd>(int m, int n, int k, float* a, bool transposed, float* b, float* c, TEnd end)
        where TEnd : struct, IProductEnd
    {
        var (row, column) = transposed ? (1, m) : (k, 1);
        Multiply(m, n, k, a, row, column, b, Columns, n, c, end);
    }

    /// <summary>C [m, n] = end(A B^T) for A [m, k] and B [n, k]. B is turned first, in panels of a tile's columns: a thirtieth of a product of 256 rows.</summary>
    public static void MultiplyTransposed<TEnd>(int m, int n, int k, float* a, float* b, float* c, TEnd end)
        where TEnd : struct, IProductEnd
    {
        var panels = Scratch(n * k);
        for (var j = 0; j < n; j += Columns)
        {
            Avx512Transpose.Write(b + (nint)j * k, Columns, k, panels + (nint)j * k);
        }

        Multiply(m, n, k, a, k, 1, panels, (nint)Columns * k, Columns, c, end);
    }

    /// <summary>Panels of B are <paramref name="panel"/> apart, and in them rows <paramref name="widthB"/>.</summary>
    private static void Multiply<TEnd>(
        int m, int n, int k, float* a, nint row, nint column, float* b, nint panel, nint widthB, float* c, TEnd end)
        where TEnd : struct, IProductEnd
    {
        for (int l = 0, depth; l < k; l += depth)
        {
            depth = Depth(k - l);
            for (var i = 0; i < m; i += BlockRows)
            {
                var block = new RowBlock(a + (nint)l * column, row, column, i, Math.Min(BlockRows, m - i), depth);
                if (l + depth == k)
                {
                    MultiplyBlock(block, n, b + l * widthB, panel, widthB, c, l > 0, end);
                }
                else
                {
                    MultiplyBlock(block, n, b + l * widthB, panel, widthB, c, l > 0, default(SumAlone));
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
        in RowBlock block, int n, float* b, nint panel, nint widthB, float* c, bool add, TEnd end)
        where TEnd : struct, IProductEnd
    {
        var rest = block.Count % Rows;
        var tile = stackalloc float[Rows * Columns];
        for (var j = 0; j < n; j += Columns, b += panel)
        {
            for (var i = block.First; i <= block.First + block.Count - Rows; i += Rows)
            {
                Avx512Tile.Multiply(
                    block.Depth, block.Row(i), block.RowStride, block.ColumnStride, b, widthB, c + (nint)i * n + j, n, add, i, j, end);
            }

            if (rest > 0)
            {
                // A tile that ends with the last row is computed aside; of it only the rows that no other tile has are kept.
                var last = block.First + block.Count;
                Avx512Tile.Multiply(
                    block.Depth, block.Row(last - Rows), block.RowStride, block.ColumnStride, b, widthB, tile, Columns, add: false, 0, 0,
                    default(SumAlone));
                Keep(tile + (Rows - rest) * Columns, rest, c + (nint)(last - rest) * n + j, n, add, last - rest, j, end);
            }
        }
    }

    /// <summary>Brings rows of a tile to their place, the first of them to element (i, j) of the product.</summary>
    private static void Keep<TEnd>(float* sums, int rows, float* c, nint width, bool add, nint i, nint j, TEnd end)
        where TEnd : struct, IProductEnd
    {
        for (; rows > 0; rows--, i++, c += width, sums += Columns)
        {
            for (var x = 0; x < Columns; x += Vector512<float>.Count)
            {
                Avx512Tile.Store(c + x, add, Vector512.Load(sums + x), i, j + x, end);
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
