using PureHDF.Selections;
using PureHDF.VOL.Native;

namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>The chunks of an array, inflated; the last ones stay, since a block of rows may end within them, so that each is inflated once.</summary>
internal sealed class Hdf5Chunks(Hdf5Source source, NativeDataset dataset, Hdf5Layout layout)
{
    private const long MostKeptNumbers = 16 << 20;
    private readonly Dictionary<ulong, LinkedListNode<(ulong Number, float[] Values)>> kept = [];
    private readonly LinkedList<(ulong Number, float[] Values)> latestFirst = new();
    private readonly byte[] corner = new byte[layout.Type.Bytes];
    private readonly long across = layout.Chunk.Length > 1 ? (layout.Shape[1] + layout.Chunk[1] - 1) / layout.Chunk[1] : 1;

    /// <summary>Lets go of chunks that lie before a row of chunks: rows are read forwards.</summary>
    public void ForgetBefore(long row)
    {
        while (latestFirst.Last is { } oldest && oldest.Value.Number < (ulong)(row * across))
        {
            kept.Remove(oldest.Value.Number);
            latestFirst.RemoveLast();
        }
    }

    /// <summary>Numbers of a chunk, row-major.</summary>
    /// <param name="row">The chunk's place among those of the first dimension.</param>
    /// <param name="column">And of the second one, if any.</param>
    public ReadOnlySpan<float> Read(long row, long column)
    {
        var number = (ulong)(row * across + column);
        if (kept.TryGetValue(number, out var node))
        {
            latestFirst.Remove(node);
            latestFirst.AddFirst(node);
            return node.Value.Values;
        }

        var values = Load(row, column);
        while (latestFirst.Count > 0 && (latestFirst.Count + 1L) * values.Length > MostKeptNumbers)
        {
            kept.Remove(latestFirst.Last!.Value.Number);
            latestFirst.RemoveLast();
        }

        kept[number] = latestFirst.AddFirst((number, values));
        return values;
    }

    /// <summary>PureHDF copies number by number; so it is asked for one number, and the chunk that it read for it is taken whole.</summary>
    private float[] Load(long row, long column)
    {
        var at = layout.Shape.Length > 1
            ? new[] { (ulong)(row * layout.Chunk[0]), (ulong)(column * layout.Chunk[1]) }
            : [(ulong)(row * layout.Chunk[0])];
        var taker = new Taker();
        source.BeginCall();
        dataset.Read(
            new H5DatasetAccess(ChunkCache: taker), corner.AsSpan(), new HyperslabSelection(at.Length, at, [.. at.Select(_ => 1UL)]));
        if (taker.Chunk.Length != layout.ChunkBytes)
        {
            throw new InvalidDataException("A chunk has another length than it should.");
        }

        var values = new float[layout.ChunkBytes / layout.Type.Bytes];
        layout.Type.ToSingle(taker.Chunk.Span, values);
        return values;
    }

    private sealed class Taker : IReadingChunkCache
    {
        public Memory<byte> Chunk { get; private set; }

        // ToSingle spoils what it reads, so that PureHDF gets its number from the same memory before.
        public Memory<byte> GetChunk(ulong chunkIndex, Func<Memory<byte>> chunkReader) => Chunk = chunkReader();
    }
}
