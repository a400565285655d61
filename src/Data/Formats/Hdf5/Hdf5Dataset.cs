using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>An array of numbers in an HDF5 file that is read, whatever its type, layout and compression, as single precision.</summary>
internal sealed class Hdf5Dataset : IDisposable
{
    private readonly Hdf5Source source;
    private readonly NativeDataset dataset;
    private readonly Hdf5Layout layout;
    private readonly Hdf5Chunks chunks;
    private readonly string name;
    private byte[] stored = [];

    private Hdf5Dataset(Hdf5Source source, NativeDataset dataset, Hdf5Layout layout, string name)
    {
        this.source = source;
        this.dataset = dataset;
        this.layout = layout;
        this.name = name;
        chunks = new Hdf5Chunks(source, dataset, layout);
    }

    /// <summary>Sizes of the dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => layout.Shape;

    /// <summary>The type's NumPy name, such as <c>float64</c>; <c>bool</c> for h5py's booleans.</summary>
    public string Type => layout.Type.Name;

    /// <summary>Takes an array that has just been opened.</summary>
    /// <param name="source">The file's bytes.</param>
    /// <param name="dataset">PureHDF's view of it.</param>
    /// <param name="header">Its header.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="InvalidDataException">It holds no plain numbers, or is stored in a way that is not read.</exception>
    public static Hdf5Dataset Of(Hdf5Source source, NativeDataset dataset, Hdf5Header header, string name)
    {
        Hdf5Filter.Register();
        return new Hdf5Dataset(source, dataset, Hdf5Layout.Of(source, header, name), name);
    }

    /// <summary>Reads whole rows of an array of one or two dimensions.</summary>
    /// <param name="row">The first.</param>
    /// <param name="destination">As many rows as fit, row-major.</param>
    /// <exception cref="InvalidDataException">They cannot be read.</exception>
    public void Read(long row, Span<float> destination)
    {
        source.ChunkDimensions = layout.Chunk.Length > 0 ? layout.Chunk.Length : -1;
        try
        {
            Copy(row, destination);
        }
        catch (Exception e)
        {
            throw Hdf5Refusal.Told($"its array '{name}' cannot be read: it is cut short or damaged", e);
        }
        finally
        {
            source.ChunkDimensions = 0;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private void Copy(long row, Span<float> destination)
    {
        var width = layout.Shape switch
        {
            [_] => 1,
            [_, var numbers] => checked((int)numbers),
            _ => throw new Hdf5Refusal($"'{name}' has {layout.Shape.Length} dimensions, expected one or two"),
        };
        var rows = destination.Length / width;
        if (row < 0 || row > layout.Shape[0] - rows)
        {
            throw new ArgumentOutOfRangeException(nameof(row));
        }

        if (layout.Chunk.Length == 0)
        {
            CopyPiece(row, rows, width, destination);
            return;
        }

        var (chunkRows, chunkWidth) = (layout.Chunk[0], layout.Chunk.Length > 1 ? layout.Chunk[1] : 1);
        chunks.ForgetBefore(row / chunkRows);
        for (var done = 0; done < rows;)
        {
            var chunk = (row + done) / chunkRows;
            var offset = (int)((row + done) % chunkRows);
            var count = Math.Min(rows - done, chunkRows - offset);
            for (var column = 0; column < width; column += chunkWidth)
            {
                var values = chunks.Read(chunk, column / chunkWidth);
                var columns = Math.Min(chunkWidth, width - column);
                for (var r = 0; r < count; r++)
                {
                    var from = values.Slice((offset + r) * chunkWidth, columns);
                    var to = destination[((done + r) * width + column)..];
                    if (columns == 1)
                    {
                        to[0] = from[0];
                    }
                    else
                    {
                        from.CopyTo(to);
                    }
                }
            }

            done += count;
        }
    }

    private void CopyPiece(long row, int rows, int width, Span<float> destination)
    {
        Array.Resize(ref stored, Math.Max(stored.Length, rows * width * layout.Type.Bytes));
        var bytes = stored.AsSpan(0, rows * width * layout.Type.Bytes);
        HyperslabSelection selection = layout.Shape.Length == 1
            ? new((ulong)row, (ulong)rows)
            : new(2, [(ulong)row, 0], [(ulong)rows, (ulong)width]);
        source.BeginCall();
        dataset.Read(bytes, selection);
        layout.Type.ToSingle(bytes, destination);
    }
}
