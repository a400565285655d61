using AwacAkka.Numerics.Kernels;

namespace AwacAkka.Numerics.Layers;

/// <summary>
/// The rows of a forward pass in blocks that lanes can share: each block has the bits that it has in a pass of all rows, and is
/// small enough that its activations stay in the second cache from layer to layer.
/// </summary>
public readonly record struct RowBlocks
{
    private const int Parts = 12; // so that of two lanes one waits for the other for a twenty-fourth of a pass, in the mean
    private const int Unit = 12; // whole tiles of six rows, and of the four at a time of OpenBLAS's small kernels
    private const int Largest = 252;
    private readonly int rows;
    private readonly int size;

    /// <summary>Blocks for a network, or one of all rows where the bits of some layer depended on the split.</summary>
    public RowBlocks(MlpShape shape, int rows)
    {
        this.rows = rows;
        size = Math.Clamp((rows / Parts + Unit - 1) / Unit * Unit, Unit, Largest);
        while (size < rows && !MaySplit(shape, rows, size))
        {
            size += Unit;
        }

        Count = Math.Max(CountOf(rows, size), 1);
    }

    /// <summary>How many blocks, at least one.</summary>
    public int Count { get; }

    /// <summary>First row and number of rows; the last block is smaller or larger by what is left over.</summary>
    public (int Start, int Count) this[int block] =>
        (block * size, block == Count - 1 ? rows - block * size : size);

    private static int CountOf(int rows, int size) => (rows + size / 2) / size;

    private static bool MaySplit(MlpShape shape, int rows, int size)
    {
        var last = rows - (CountOf(rows, size) - 1) * size;
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var (n, k) = (shape.Out(layer), shape.In(layer));
            if (!Blas.MaySplit(rows, size, n, k) || !Blas.MaySplit(rows, last, n, k))
            {
                return false;
            }
        }

        return true;
    }
}
