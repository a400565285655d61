using System.Runtime.Intrinsics;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Numerics.Kernels;

/// <summary>
/// Single precision matrix products in plain C#, for machines without OpenBLAS. Blocked and packed as Goto and van de Geijn do
/// ("Anatomy of high-performance matrix multiplication", 2008). Every element of the result is fma(a_k, b_k, ... fma(a_0, b_0, 0)):
/// the same bits on every processor, whatever its vectors' width.
/// </summary>
internal static unsafe class ManagedSgemm
{
    private const int Rows = ManagedKernels.Rows;
    private const int BlockRows = 40 * Rows; // with the depth, a block of A of 240 KiB for the second cache
    private const int BlockDepth = 256; // a panel of B of 32 KiB for the first

    [ThreadStatic]
    private static PackedBlocks? packed;

    /// <summary>
    /// C [m, n] = A [m, k] B [k, n], C by rows. Element (i, j) of A lies at <c>a[i * aRow + j * aColumn]</c>, of B likewise: a
    /// transposed matrix is one with its strides exchanged.
    /// </summary>
    public static void Multiply(int m, int n, int k, float* a, nint aRow, nint aColumn, float* b, nint bRow, nint bColumn, float* c)
    {
        if (k == 0)
        {
            new Span<float>(c, m * n).Clear();
            return;
        }

        var columns = Vector512.IsHardwareAccelerated && n > ManagedKernels.NarrowColumns
            ? ManagedKernels.WideColumns
            : ManagedKernels.NarrowColumns;
        var space = packed ??= new PackedBlocks();
        var packedB = space.B((n + columns - 1) / columns * columns * BlockDepth);
        for (var l = 0; l < k; l += BlockDepth)
        {
            var depth = Math.Min(BlockDepth, k - l);
            for (var j = 0; j < n; j += columns)
            {
                Pack(b + l * bRow + j * bColumn, bColumn, bRow, Math.Min(columns, n - j), columns, depth, packedB + (nint)j * depth);
            }

            for (var i = 0; i < m; i += BlockRows)
            {
                var rows = Math.Min(BlockRows, m - i);
                MultiplyBlock(
                    rows, n, depth, a + i * aRow + l * aColumn, aRow, aColumn, packedB, columns, c + (nint)i * n, add: l > 0, space);
            }
        }
    }

    /// <summary>Rows of C by one packed block of B. Tiles of A are read where they lie, unless they are transposed or incomplete.</summary>
    private static void MultiplyBlock(
        int rows, int n, int depth, float* a, nint aRow, nint aColumn, float* packedB, int columns, float* c, bool add, PackedBlocks space)
    {
        var unpacked = aColumn == 1 ? rows / Rows * Rows : 0;
        for (var i = unpacked; i < rows; i += Rows)
        {
            Pack(a + i * aRow, aRow, aColumn, Math.Min(Rows, rows - i), Rows, depth, space.A + (nint)i * depth);
        }

        for (var j = 0; j < n; j += columns)
        {
            for (var i = 0; i < rows; i += Rows)
            {
                var (height, width) = (Math.Min(Rows, rows - i), Math.Min(columns, n - j));
                var panelB = packedB + (nint)j * depth;
                var tile = c + (nint)i * n + j;
                if (height < Rows || width < columns)
                {
                    // C holds a part of this tile only, so it is worked on in a buffer of its own.
                    Copy(tile, n, space.Edge, columns, height, width);
                    Kernel(space.Edge, columns);
                    Copy(space.Edge, columns, tile, n, height, width);
                }
                else
                {
                    Kernel(tile, n);
                }

                void Kernel(float* target, int stride)
                {
                    var packed = i >= unpacked;
                    var tileA = packed ? space.A + (nint)i * depth : a + i * aRow;
                    var (row, column) = packed ? (1, Rows) : (aRow, 1);
                    if (columns == ManagedKernels.WideColumns)
                    {
                        ManagedKernels.Wide(depth, tileA, row, column, panelB, target, stride, add);
                    }
                    else
                    {
                        ManagedKernels.Narrow(depth, tileA, row, column, panelB, target, stride, add);
                    }
                }
            }
        }
    }

    /// <summary>
    /// Lays out <paramref name="depth"/> vectors of <paramref name="count"/> numbers one after the other, each filled up with zeros to
    /// <paramref name="width"/>. Neighbours within a vector lie <paramref name="step"/> apart, vectors <paramref name="next"/>.
    /// </summary>
    private static void Pack(float* source, nint step, nint next, int count, int width, int depth, float* packed)
    {
        if (step == 1)
        {
            for (var l = 0; l < depth; l++, source += next, packed += width)
            {
                new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(packed, count));
                new Span<float>(packed + count, width - count).Clear();
            }

            return;
        }

        var i = 0;
        for (; i + 4 <= count; i += 4, source += 4 * step)
        {
            var to = packed + i;
            for (nint l = 0; l < depth * next; l += next, to += width)
            {
                Vector128.Create(source[l], source[l + step], source[l + 2 * step], source[l + 3 * step]).Store(to);
            }
        }

        for (; i < width; i++, source += step)
        {
            for (var l = 0; l < depth; l++)
            {
                packed[l * width + i] = i < count ? source[l * next] : 0;
            }
        }
    }

    private static void Copy(float* source, int sourceStride, float* target, int targetStride, int rows, int columns)
    {
        for (; rows > 0; rows--, source += sourceStride, target += targetStride)
        {
            new ReadOnlySpan<float>(source, columns).CopyTo(new Span<float>(target, columns));
        }
    }

    /// <summary>A thread's own packed blocks; they grow to the largest product and stay.</summary>
    private sealed class PackedBlocks
    {
        private readonly NativeBuffer a = new(BlockRows * BlockDepth);
        private readonly NativeBuffer edge = new(Rows * ManagedKernels.WideColumns);
        private NativeBuffer? b;

        public float* A => a.Pointer;

        public float* Edge => edge.Pointer;

        public float* B(int length) => NativeBuffer.Grown(ref b, length).Pointer;
    }
}
