using System.Buffers.Binary;

namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>The messages of an object's header, each of them within its chunk, and each chunk within the file.</summary>
internal sealed class Hdf5Header
{
    /// <summary>Kinds of messages, by their numbers in the format.</summary>
    public const int Dataspace = 1, Datatype = 3, OldFillValue = 4, FillValue = 5, Link = 6, ExternalFiles = 7, Layout = 8, Filters = 11,
        Attribute = 12;

    private const int Continuation = 16;
    private const int MostChunks = 4096;
    private const int Shared = 2;
    private readonly Hdf5Source source;
    private readonly List<(int Kind, int Flags, byte[] Body)> messages = [];
    private readonly Queue<(long At, long Size)> chunks = new();
    private readonly HashSet<long> seen = [];

    /// <summary>Reads a header.</summary>
    /// <exception cref="Hdf5Refusal">It is damaged.</exception>
    public Hdf5Header(Hdf5Source source, long at)
    {
        this.source = source;
        var version = source.NumberAt(at, 1);
        if (version == 1)
        {
            ReadOldMessages(source.BytesAt(at + 16, source.NumberAt(at + 8, 4)));
        }
        else
        {
            ReadNew(at);
        }
    }

    /// <summary>All messages: kind, whether the body only says where the message is, and the body.</summary>
    public IEnumerable<(int Kind, bool Shared, byte[] Body)> Messages => messages.Select(m => (m.Kind, (m.Flags & Shared) != 0, m.Body));

    /// <summary>Whether there is a message of a kind.</summary>
    public bool Has(int kind) => messages.Exists(m => m.Kind == kind);

    /// <summary>The body of the last message of a kind, as PureHDF takes it, from another header where this one shares it.</summary>
    /// <exception cref="Hdf5Refusal">There is none.</exception>
    public byte[] Body(int kind)
    {
        var found = messages.FindLast(m => m.Kind == kind);
        if (found.Body is null)
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }

        return (found.Flags & Shared) == 0 ? found.Body : BodyElsewhere(found.Body, kind);
    }

    private byte[] BodyElsewhere(byte[] place, int kind)
    {
        var addressAt = place is [1, ..] ? 8 : 2;
        if (place.Length < addressAt + source.OffsetBytes)
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }

        Span<byte> address = stackalloc byte[sizeof(ulong)];
        address.Clear();
        place.AsSpan(addressAt, source.OffsetBytes).CopyTo(address);
        var other = new Hdf5Header(source, BinaryPrimitives.ReadInt64LittleEndian(address)).messages.Find(m => m.Kind == kind);
        return other.Body is not null && (other.Flags & Shared) == 0 ? other.Body : throw new Hdf5Refusal(Hdf5Refusal.Damaged);
    }

    private void ReadOldMessages(byte[] chunk)
    {
        ReadMessages(chunk, 8, bytes => (BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), bytes[4]));
        while (chunks.TryDequeue(out var next))
        {
            ReadMessages(
                source.BytesAt(next.At, next.Size),
                8,
                bytes => (BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), bytes[4]));
        }
    }

    private void ReadNew(long at)
    {
        if (!source.BytesAt(at, 5).AsSpan().SequenceEqual("OHDR\u0002"u8))
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }

        var flags = (int)source.NumberAt(at + 5, 1);
        var sizeAt = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
        var sizeBytes = 1 << (flags & 3);
        var prefix = sizeAt + sizeBytes;
        var whole = source.BytesAt(at, Math.Min(source.Length, source.NumberAt(at + sizeAt, sizeBytes)) + prefix + sizeof(uint));
        Hdf5Checksum.Require(whole);
        var header = 4 + ((flags & 4) != 0 ? 2 : 0);
        ReadMessages(whole.AsSpan(prefix..^4), header, Describe);
        while (chunks.TryDequeue(out var next))
        {
            whole = source.BytesAt(next.At, next.Size);
            if (!whole.AsSpan().StartsWith("OCHK"u8))
            {
                throw new Hdf5Refusal(Hdf5Refusal.Damaged);
            }

            Hdf5Checksum.Require(whole);
            ReadMessages(whole.AsSpan(4..^4), header, Describe);
        }

        static (int, int, int) Describe(ReadOnlySpan<byte> bytes) => (bytes[0], BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]), bytes[3]);
    }

    private delegate (int Kind, int Size, int Flags) Describes(ReadOnlySpan<byte> message);

    private void ReadMessages(ReadOnlySpan<byte> chunk, int header, Describes describe)
    {
        while (chunk.Length >= header)
        {
            var (kind, size, flags) = describe(chunk);
            if (size > chunk.Length - header)
            {
                throw new Hdf5Refusal(Hdf5Refusal.Damaged);
            }

            var body = chunk.Slice(header, size).ToArray();
            if (kind == Continuation)
            {
                Continue(body);
            }
            else
            {
                messages.Add((kind, flags, body));
            }

            chunk = chunk[(header + size)..];
        }
    }

    private void Continue(byte[] body)
    {
        if (body.Length < source.OffsetBytes + source.LengthBytes)
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }

        Span<byte> numbers = stackalloc byte[2 * sizeof(ulong)];
        numbers.Clear();
        body.AsSpan(0, source.OffsetBytes).CopyTo(numbers);
        body.AsSpan(source.OffsetBytes, source.LengthBytes).CopyTo(numbers[sizeof(ulong)..]);
        var at = BinaryPrimitives.ReadInt64LittleEndian(numbers);
        if (!seen.Add(at) || seen.Count > MostChunks)
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }

        chunks.Enqueue((at, BinaryPrimitives.ReadInt64LittleEndian(numbers[sizeof(ulong)..])));
    }
}
