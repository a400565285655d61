using System.Buffers.Binary;

namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>What PureHDF would take memory for, or follow without end, is refused before it does.</summary>
internal static class Hdf5Inspection
{
    /// <summary>Bytes of a link in a heap that are looked at: all but its name's end.</summary>
    public const int LinkBytes = 32;

    private const int EnumerationClass = 8;
    private const int LongestEnumeration = 8;
    private const int LongestName = 4096;
    private const int LongestNode = 4096;
    private const int NodePrefix = 6;
    private const int LinksByName = 5;
    private const int BytesOfLinkByName = 11;
    private const int MostBlocks = 1 << 16;
    private const int ChunkNode = 1;

    /// <summary>Looks at an object's header.</summary>
    /// <exception cref="Hdf5Refusal">It must not be read on.</exception>
    public static void Header(Hdf5Source source, Hdf5Header header)
    {
        foreach (var (kind, shared, body) in header.Messages.Where(m => !m.Shared || m.Kind == Hdf5Header.Attribute))
        {
            var reader = new Hdf5Fields(body);
            switch (kind)
            {
                case Hdf5Header.Datatype:
                    Datatype(body);
                    break;
                case Hdf5Header.OldFillValue:
                    Require(reader.Number(0, 4) <= body.Length);
                    break;
                case Hdf5Header.FillValue:
                    FillValue(reader, body.Length);
                    break;
                case Hdf5Header.Link:
                    Link(body, body.Length);
                    break;
                case Hdf5Header.Layout when reader.Number(0, 1) < 3:
                    var dimensions = reader.Number(1, 1);
                    Require(reader.Number(2, 1) != 0 || reader.Number(8 + 4 * (int)dimensions, 4) <= body.Length);
                    break;
                case Hdf5Header.Attribute when !shared:
                    Attribute(source, reader, body);
                    break;
            }
        }
    }

    /// <summary>Looks at a structure that has a signature.</summary>
    /// <exception cref="Hdf5Refusal">It must not be read on.</exception>
    public static void Structure(Hdf5Source source, long at, ReadOnlySpan<byte> signature)
    {
        var (offset, length) = (source.OffsetBytes, source.LengthBytes);
        if (signature.SequenceEqual("HEAP"u8))
        {
            var data = source.NumberAt(at + 8 + 2 * length, offset);
            Require(data <= source.Length && source.NumberAt(at + 8, length) <= source.Length - data);
        }
        else if (signature.SequenceEqual("TREE"u8) && source.ChunkDimensions > 0)
        {
            ChunkIndex(source, at);
        }
        else if (signature.SequenceEqual("BTHD"u8))
        {
            Hdf5Checksum.Require(source.BytesAt(at, 18 + offset + length + 4));
            Require(source.NumberAt(at + 6, 4) <= LongestNode && source.NumberAt(at + 12, 2) < 8);
        }
        else if (signature.SequenceEqual("BTLF"u8) || signature.SequenceEqual("BTIN"u8))
        {
            var step = signature[3] == 'F' && source.NumberAt(at + 5, 1) == LinksByName ? BytesOfLinkByName : 1;
            Hdf5Checksum.RequireSomewhere(source.BytesAt(at, Math.Min(LongestNode, source.Length - at)), NodePrefix, step);
        }
        else if (signature.SequenceEqual("FRHP"u8))
        {
            FractalHeap(source, at, offset, length);
        }
        else if (signature.SequenceEqual("FAHD"u8))
        {
            Hdf5Checksum.Require(source.BytesAt(at, 8 + length + offset + 4));
            Require(source.NumberAt(at + 8, length) <= source.Length && source.NumberAt(at + 7, 1) < 32);
        }
    }

    /// <summary>Looks at a link.</summary>
    /// <param name="body">Its first bytes.</param>
    /// <param name="most">The most bytes that its name may have where the whole is at hand.</param>
    /// <exception cref="Hdf5Refusal">It leads by name to where it is itself, possibly, or into another file.</exception>
    public static void Link(ReadOnlySpan<byte> body, int most)
    {
        var reader = new Hdf5Fields(body);
        Require(reader.Number(0, 1) == 1);
        var flags = (int)reader.Number(1, 1);
        var at = 2;
        if ((flags & 8) != 0 && reader.Number(at++, 1) != 0)
        {
            throw new Hdf5Refusal("its HDF5 groups have symbolic or external links, which are not followed: store the arrays themselves there");
        }

        at += ((flags & 4) != 0 ? 8 : 0) + ((flags & 16) != 0 ? 1 : 0);
        var name = reader.Number(at, 1 << (flags & 3));
        Require(name <= (most == LinkBytes ? LongestName : most));
    }

    private static void FillValue(Hdf5Fields reader, int length)
    {
        var (at, there) = reader.Number(0, 1) switch
        {
            1 => (4, true),
            2 => (4, reader.Number(3, 1) == 1),
            _ => (2, (reader.Number(1, 1) & 0x30) == 0x20),
        };
        Require(!there || reader.Number(at, 4) <= length);
    }

    /// <summary>An enumeration's values are read as long as its numbers are.</summary>
    private static void Datatype(ReadOnlySpan<byte> body)
    {
        var reader = new Hdf5Fields(body);
        if ((reader.Number(0, 1) & 15) == EnumerationClass)
        {
            Require(reader.Number(4, 4) <= LongestEnumeration && reader.Number(12, 4) <= LongestEnumeration);
        }
    }

    /// <summary>PureHDF reads an attribute's value with its header: all of it must be there, its name as long as is said.</summary>
    private static void Attribute(Hdf5Source source, Hdf5Fields reader, ReadOnlySpan<byte> body)
    {
        var version = reader.Number(0, 1);
        if (version > 1 && (reader.Number(1, 1) & 3) != 0)
        {
            return;
        }

        var (name, type, space) = ((int)reader.Number(2, 2), (int)reader.Number(4, 2), (int)reader.Number(6, 2));
        var at = version == 3 ? 9 : 8;
        Require(at + name <= body.Length && body.Slice(at, name).IndexOf((byte)0) == name - 1);
        at += version == 1 ? (name + 7) & ~7 : name;
        Require(at + type <= body.Length);
        Datatype(body.Slice(at, type));
        var kind = reader.Number(at, 1) & 15;
        Require(kind switch { 0 => type is 12 or 16, 1 => type is 20 or 24, _ => true });
        var bytes = reader.Number(at + 4, 4);
        at += version == 1 ? (type + 7) & ~7 : type;
        var (old, rank) = (reader.Number(at, 1) == 1, (int)reader.Number(at + 1, 1));
        var sizes = at + (old ? 8 : 4);
        for (var d = 0; d < rank && bytes > 0; d++)
        {
            var size = reader.Number(sizes + d * source.LengthBytes, source.LengthBytes);
            Require(size <= body.Length);
            bytes *= size;
            Require(bytes <= body.Length);
        }

        Require(bytes <= body.Length && at + space <= body.Length);
    }

    /// <summary>Each chunk lies in the file. A chunk that left out one of the filters is refused: PureHDF takes the wrong one for it.</summary>
    private static void ChunkIndex(Hdf5Source source, long at)
    {
        var entries = (int)source.NumberAt(at + 6, 2);
        var key = 8 + 8 * (source.ChunkDimensions + 1);
        var next = at + 8 + 2 * source.OffsetBytes;
        if (source.NumberAt(at + 4, 1) != ChunkNode)
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }

        var leaf = source.NumberAt(at + 5, 1) == 0;
        for (var i = 0; i < entries; i++, next += key + source.OffsetBytes)
        {
            var (size, mask, place) = (source.NumberAt(next, 4), source.NumberAt(next + 4, 4), source.NumberAt(next + key, source.OffsetBytes));
            Require(place <= source.Length && (!leaf || (size <= source.Length - place && mask == 0)));
        }
    }

    private static void FractalHeap(Hdf5Source source, long at, int offset, int length)
    {
        var filters = source.NumberAt(at + 7, 2);
        var tableAt = at + 14 + 2 * offset + 10 * length;
        var end = tableAt + 8 + 2 * length + offset;
        Require(filters == 0);
        Hdf5Checksum.Require(source.BytesAt(at, end - at + 4));
        Require(source.NumberAt(tableAt, 2) * Math.Max(source.NumberAt(end - 2, 2), 64) <= MostBlocks);
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }
    }
}
