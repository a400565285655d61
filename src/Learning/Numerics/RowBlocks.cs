namespace AwacAkka.Learning.Numerics;

/// <summary>
/// The rows of a forward pass in blocks that two threads can share: each block has the bits that it has in a pass of all rows, and is
/// small enough that its activations stay in the second cache from layer to layer.
/// </summary>
public readonly record struct RowBlocks
{
    private const int Parts = 8; // so that two threads end a pass within a sixteenth of its time, in the mean
    private const int Unit = 32;
    private const int Largest = 256;
    private readonly int rows;
    private readonly int size;

    /// <summary>Blocks for a network, or one of all rows where the bits of some layer depended on the split.</summary>
    public RowBlocks(MlpShape shape, int rows)
    {
        this.rows = rows;
        size = Math.Clamp((rows / Parts + Unit - 1) / Unit * Unit, Unit, Largest);
        while (size < rows && !MaySplit(shape, rows, size))
        {
            size *= 2;
        }

        Count = Math.Max(rows / size, 1);
    }

    /// <summary>How many blocks, at least one.</summary>
    public int Count { get; }

    /// <summary>First row and number of rows; the last block has what is left over, too.</summary>
    public (int Start, int Count) this[int block] =>
        (block * size, block == Count - 1 ? rows - block * size : size);

    private static bool MaySplit(MlpShape shape, int rows, int size)
    {
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var (n, k) = (shape.Out(layer), shape.In(layer));
            if (!Blas.MaySplit(rows, size, n, k) || !Blas.MaySplit(rows, size + rows % size, n, k))
            {
                return false;
            }
        }

        return true;
    }
}
