namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>What an array's header says of its numbers and where they lie; nothing that the file has no room for.</summary>
/// <param name="Shape">Sizes of its dimensions; empty for a scalar.</param>
/// <param name="Type">How a number is stored.</param>
/// <param name="Chunk">Sizes of its chunks; empty where it lies in one piece.</param>
internal sealed record Hdf5Layout(long[] Shape, Hdf5Type Type, int[] Chunk)
{
    // A deflated byte stands for 1,032 at the most.
    private const long MostInflated = 1032;
    private const int LeastIndexBytes = 8;
    private const int MostDimensions = 32;
    private const int LongestChunk = 1 << 30;
    private const int Contiguous = 1;
    private const int Chunked = 2;

    /// <summary>Filters that a chunk may have passed: deflate, shuffle and Fletcher's checksum.</summary>
    private static ReadOnlySpan<int> Filters => [1, 2, 3];

    /// <summary>Bytes of a chunk.</summary>
    public long ChunkBytes => Chunk.Aggregate((long)Type.Bytes, (product, size) => product * size);

    /// <summary>Reads an array's header.</summary>
    /// <exception cref="Hdf5Refusal">It is damaged, or the array is of a kind that is not read.</exception>
    public static Hdf5Layout Of(Hdf5Source source, Hdf5Header header, string name)
    {
        var type = Hdf5Type.Of(header.Body(Hdf5Header.Datatype), name);
        var shape = ShapeOf(source, header.Body(Hdf5Header.Dataspace), name);
        if (header.Has(Hdf5Header.ExternalFiles))
        {
            throw new Hdf5Refusal($"its array '{name}' lies in another file, which is not read: store it in this one");
        }

        var filtered = header.Has(Hdf5Header.Filters);
        if (filtered)
        {
            RequireFilters(header.Body(Hdf5Header.Filters), name);
        }

        var chunk = ChunkOf(header.Body(Hdf5Header.Layout), shape.Length, source.OffsetBytes, name);
        var layout = new Hdf5Layout(shape, type, chunk);
        var room = (filtered ? MostInflated : 1) * source.Length;
        var bytes = shape.Aggregate((Int128)type.Bytes, (product, size) => product > room ? product : product * size);
        var chunks = chunk.Zip(shape).Aggregate((Int128)1, (product, d) => product > room ? product : product * ((d.Second + d.First - 1) / d.First));
        return bytes <= room && chunks * LeastIndexBytes <= source.Length && layout.ChunkBytes <= Math.Min(LongestChunk, MostInflated * source.Length)
            ? layout
            : throw new Hdf5Refusal($"its array '{name}' has shape [{string.Join(", ", shape)}], more numbers than the file can hold");
    }

    private static long[] ShapeOf(Hdf5Source source, ReadOnlySpan<byte> body, string name)
    {
        var fields = new Hdf5Fields(body);
        var (version, rank) = (fields.Number(0, 1), (int)fields.Number(1, 1));
        if (rank > MostDimensions || (version == 2 && fields.Number(3, 1) > 1))
        {
            throw new Hdf5Refusal($"its array '{name}' has no shape");
        }

        var shape = new long[rank];
        for (var d = 0; d < rank; d++)
        {
            shape[d] = fields.Number((version == 1 ? 8 : 4) + d * source.LengthBytes, source.LengthBytes);
        }

        return shape;
    }

    private static int[] ChunkOf(ReadOnlySpan<byte> body, int rank, int offsetBytes, string name)
    {
        var fields = new Hdf5Fields(body);
        var version = fields.Number(0, 1);
        var kind = fields.Number(version < 3 ? 2 : 1, 1);
        if (kind <= Contiguous)
        {
            return [];
        }

        // Version 4 came with kinds of indexes that h5py writes for libver="latest"; resizable arrays then have one that PureHDF gets wrong.
        var sizeBytes = version == 4 ? (int)fields.Number(4, 1) : 4;
        var sizesAt = version switch { < 3 => 8 + offsetBytes, 3 => 3 + offsetBytes, _ => 5 };
        var dimensions = fields.Number(version < 3 ? 1 : version == 3 ? 2 : 3, 1);
        if (kind != Chunked || dimensions != rank + 1 || sizeBytes is < 1 or > 8
            || (version == 4 && fields.Number(sizesAt + (rank + 1) * sizeBytes, 1) > 3))
        {
            throw new Hdf5Refusal($"its array '{name}' is stored in a way that is not read: store it anew with h5py's default libver");
        }

        var chunk = new int[rank];
        for (var d = 0; d < rank; d++)
        {
            var size = fields.Number(sizesAt + d * sizeBytes, sizeBytes);
            chunk[d] = size is > 0 and <= LongestChunk ? (int)size : throw new Hdf5Refusal(Hdf5Refusal.Damaged);
            if (chunk.Take(d + 1).Aggregate(1L, (product, s) => product * s) > LongestChunk)
            {
                throw new Hdf5Refusal(Hdf5Refusal.Damaged);
            }
        }

        return chunk;
    }

    private static void RequireFilters(ReadOnlySpan<byte> body, string name)
    {
        var fields = new Hdf5Fields(body);
        var (version, count) = (fields.Number(0, 1), (int)fields.Number(1, 1));
        var at = version == 1 ? 8 : 2;
        for (var i = 0; i < count; i++)
        {
            var id = (int)fields.Number(at, 2);
            if (!Filters.Contains(id))
            {
                throw new Hdf5Refusal($"its array '{name}' is compressed by a filter that is not read (number {id}): store it anew with gzip");
            }

            var named = version == 1 || id >= 256;
            var length = named ? (int)fields.Number(at + 2, 2) : 0;
            var parameters = (int)fields.Number(at + (named ? 6 : 4), 2);
            at += (named ? 8 : 6) + (version == 1 ? (length + 7) & ~7 : length) + 4 * parameters + (version == 1 && parameters % 2 == 1 ? 4 : 0);
        }
    }
}
