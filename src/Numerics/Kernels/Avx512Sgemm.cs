using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using High = AwacAkka.Numerics.Kernels.Avx512Tile.High;
using Low = AwacAkka.Numerics.Kernels.Avx512Tile.Low;

namespace AwacAkka.Numerics.Kernels;

/// <summary>
/// Matrix products in AVX-512 that read their operands where they lie and do in the same pass what a layer does next - bias and ReLU, or
/// its derivative. OpenBLAS copies both operands, writes zeros, adds the product to them and leaves the rest to further passes over memory,
/// which for matrices of this size is a third of the time. Every element is the sum of OpenBLAS's SkylakeX kernels, bit for bit: a chain of
/// fused multiply-adds in the order of k for each block of k that OpenBLAS takes at a time, and the chains added up, or one chain where it
/// takes all of k at once. Tests hold the two together.
/// </summary>
internal static unsafe class Avx512Sgemm
{
    /// <summary>Columns of a panel: those of a tile.</summary>
    public const int Columns = Avx512Tile.Columns;

    private const int Lanes = Avx512Tile.Lanes;
    private const int BlockRows = 384; // of A and C at a time, for the second cache: a multiple of both heights of a tile
    private const int BlockDepth = 448; // OpenBLAS's GEMM_Q for SkylakeX
    private const int DepthUnit = 16; // and its GEMM_UNROLL_M, to which it rounds the halves of a rest

    private const int NarrowDepth = 8;

    // OpenBLAS has kernels of their own for products of few multiply-adds. They do not cut k, and where B is transposed, the result is
    // small and k is not, they add up in an order that is theirs alone.
    private const long LargestSmallProduct = 1_000_000;
    private const int LargestOwnResult = 1200;
    private const int LeastOwnDepth = 32;

    /// <summary>Whether this processor can, and sums as those kernels of OpenBLAS do.</summary>
    public static bool HasBitsOf(string kernels) => Avx512F.IsSupported && kernels == "SkylakeX";

    /// <summary>Whether a product [m, k] [k, n] or [k, m]^T [k, n] can be done here: whole tiles in a row.</summary>
    public static bool Takes(int m, int n) => n % Columns == 0 && m >= High.Rows;

    /// <summary>Whether a product [m, k] [n, k]^T can be done here.</summary>
    public static bool TakesTransposed(int m, int n, int k) => Takes(m, n) && !IsInOwnOrder(m, n, k);

    /// <summary>Whether OpenBLAS does a product [m, k] [n, k]^T by kernels whose order of adding up is theirs alone.</summary>
    public static bool IsInOwnOrder(int m, int n, int k) => IsSmall(m, n, k) && (long)m * n <= LargestOwnResult && k >= LeastOwnDepth;

    /// <summary>C [m, n] = epilogue(A B) for B [k, n] and A [m, k], or A [k, m]^T where it is transposed.</summary>
    public static void Multiply<TEpilogue>(int m, int n, int k, float* a, bool transposed, float* b, float* c, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        if (k <= NarrowDepth && !transposed)
        {
            MultiplyNarrow(m, n, k, a, b, c, IsSmall(m, n, k) ? SumBase.None : SumBase.Zero, epilogue);
            return;
        }

        var left = transposed ? new Left(a, 1, m) : new Left(a, k, 1);
        Multiply(m, n, k, left, Panels.OfRows(b, n), Panels.OfRows(c, n), IsSmall(m, n, k), epilogue);
    }

    /// <summary>C [m, n] = epilogue(A B) for A [m, k] and B [k, n], which is in panels: one after the other those of a tile's columns.</summary>
    public static void MultiplyPanels<TEpilogue>(int m, int n, int k, float* a, float* b, float* c, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue =>
        Multiply(m, n, k, new Left(a, k, 1), Panels.OfColumns(b, k), Panels.OfRows(c, n), uncut: false, epilogue);

    /// <summary>C [m, n] = A^T B for A [k, m] and B [k, n], and C is in panels as <see cref="MultiplyPanels"/> reads them.</summary>
    public static void MultiplyIntoPanels(int m, int n, int k, float* a, float* b, float* c) =>
        Multiply(m, n, k, new Left(a, 1, m), Panels.OfRows(b, n), Panels.OfColumns(c, m), IsSmall(m, n, k), default(NoEpilogue));

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

    /// <summary>C [m, n] = epilogue(A [m, k] B [k, n]) for so few columns of A that memory is all that counts: it is passed over in its order.</summary>
    private static void MultiplyNarrow<TEpilogue>(int m, int n, int k, float* a, float* b, float* c, SumBase @base, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
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

                Avx512Tile.Store(c + j, @base, sum, i, j, epilogue);
            }
        }
    }

    private static bool IsSmall(int m, int n, int k) => (long)m * n * k <= LargestSmallProduct;

    private static void Multiply<TEpilogue>(int m, int n, int k, in Left a, in Panels b, in Panels c, bool uncut, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        for (int l = 0, depth; l < k; l += depth)
        {
            depth = uncut ? k : Depth(k - l);
            var @base = uncut ? SumBase.None : l > 0 ? SumBase.Result : SumBase.Zero;
            for (var i = 0; i < m; i += BlockRows)
            {
                var count = Math.Min(BlockRows, m - i);
                if (l + depth == k)
                {
                    MultiplyBlock(i, count, n, depth, a.From(l), b.FromRow(l), c, @base, epilogue);
                }
                else
                {
                    MultiplyBlock(i, count, n, depth, a.From(l), b.FromRow(l), c, @base, default(NoEpilogue));
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

    /// <summary>Rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> of C.</summary>
    private static void MultiplyBlock<TEpilogue>(
        int first, int count, int n, int depth, in Left a, in Panels b, in Panels c, SumBase @base, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        var (low, rest) = (count % High.Rows) switch // tiles of four rows, and rows for which there is no whole tile
        {
            2 when count > High.Rows => (2, 0),
            4 => (1, 0),
            var odd => (0, odd),
        };
        var last = first + count;
        var tile = stackalloc float[High.Rows * Columns];
        for (var j = 0; j < n; j += Columns)
        {
            var right = b.At(0, j);
            var result = c.At(0, j);
            var i = first;
            for (; i <= last - rest - low * Low.Rows - High.Rows; i += High.Rows)
            {
                Avx512Tile.Multiply<High, TEpilogue>(
                    depth, a.Row(i), a.RowStride, a.ColumnStride, right, b.Width, result + i * c.Width, c.Width, @base, i, j, epilogue);
            }

            for (; i <= last - rest - Low.Rows; i += Low.Rows)
            {
                Avx512Tile.Multiply<Low, TEpilogue>(
                    depth, a.Row(i), a.RowStride, a.ColumnStride, right, b.Width, result + i * c.Width, c.Width, @base, i, j, epilogue);
            }

            if (rest > 0)
            {
                // A tile that ends with the last row is computed aside; of it only the rows that no other tile has are kept.
                Avx512Tile.Multiply<High, NoEpilogue>(
                    depth, a.Row(last - High.Rows), a.RowStride, a.ColumnStride, right, b.Width, tile, Columns, SumBase.None, 0, 0, default);
                Keep(tile + (High.Rows - rest) * Columns, rest, result + i * c.Width, c.Width, @base, i, j, epilogue);
            }
        }
    }

    /// <summary>Brings rows of a tile to their place, the first of them to element (i, j) of the product.</summary>
    private static void Keep<TEpilogue>(float* sums, int rows, float* c, nint width, SumBase @base, nint i, nint j, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        for (; rows > 0; rows--, i++, c += width, sums += Columns)
        {
            for (var x = 0; x < Columns; x += Lanes)
            {
                Avx512Tile.Store(c + x, @base, Vector512.Load(sums + x), i, j + x, epilogue);
            }
        }
    }

    /// <summary>A product's left operand: element (i, l) lies at <c>a[i * row + l * column]</c>.</summary>
    private readonly struct Left(float* a, nint row, nint column)
    {
        public nint RowStride => row;

        public nint ColumnStride => column;

        public float* Row(int i) => a + i * row;

        public Left From(int l) => new(a + l * column, row, column);
    }

    /// <summary>A matrix by columns of a tile: rows are <paramref name="width"/> apart, panels of such columns <paramref name="panel"/>.</summary>
    private readonly struct Panels(float* start, nint width, nint panel)
    {
        public nint Width => width;

        public static Panels OfRows(float* matrix, int columns) => new(matrix, columns, Columns);

        public static Panels OfColumns(float* matrix, int rows) => new(matrix, Columns, (nint)Columns * rows);

        public Panels FromRow(int l) => new(start + l * width, width, panel);

        public float* At(int row, int column) => start + row * width + column / Columns * panel;
    }
}
