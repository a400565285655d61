using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AwacAkka.Data.Formats.Npz;

/// <summary>
/// NumPy's <c>.npy</c> format for plain numbers of either byte order, in C and Fortran order. Sizes that a header claims are never
/// trusted: memory grows with the bytes that really arrive.
/// </summary>
internal static class NpyFormat
{
    /// <summary>Name of single precision.</summary>
    public const string Single = "<f4";

    /// <summary>Name of booleans.</summary>
    public const string Boolean = "|b1";

    private const int FirstElements = 1 << 16;

    /// <summary>Reads one array to its last byte.</summary>
    /// <param name="stream">Where it begins.</param>
    /// <param name="bytes">How many bytes the archive says that it has.</param>
    /// <exception cref="InvalidDataException">With a clause that says what is wrong.</exception>
    public static NpyArray Read(Stream stream, long bytes)
    {
        var header = NpyHeader.Read(stream);
        header.CheckSize(bytes);
        return ReadElements(stream, header);
    }

    /// <summary>Reads what stands behind a header.</summary>
    /// <exception cref="InvalidDataException">It is not as long as the header says.</exception>
    public static NpyArray ReadElements(Stream stream, NpyHeader header) =>
        new(header.Shape, header.Type switch
        {
            "f2" => Body<Half>(stream, header),
            "f4" => Body<float>(stream, header),
            "f8" => Body<double>(stream, header),
            "i1" => Body<sbyte>(stream, header),
            "i2" => Body<short>(stream, header),
            "i4" => Body<int>(stream, header),
            "i8" => Body<long>(stream, header),
            "u1" => Body<byte>(stream, header),
            "u2" => Body<ushort>(stream, header),
            "u4" => Body<uint>(stream, header),
            "u8" => Body<ulong>(stream, header),
            _ => Array.ConvertAll(Body<byte>(stream, header), v => v != 0),
        });

    /// <summary>The format's name of an array's type.</summary>
    public static string TypeOf(NpyArray array) => Type.GetTypeCode(array.Data.GetType().GetElementType()) switch
    {
        TypeCode.Single => Single,
        TypeCode.Double => "<f8",
        TypeCode.SByte => "|i1",
        TypeCode.Int16 => "<i2",
        TypeCode.Int32 => "<i4",
        TypeCode.Int64 => "<i8",
        TypeCode.Byte => "|u1",
        TypeCode.UInt16 => "<u2",
        TypeCode.UInt32 => "<u4",
        TypeCode.UInt64 => "<u8",
        TypeCode.Boolean => Boolean,
        _ when array.Data is Half[] => "<f2",
        _ => throw new ArgumentException($"arrays of {array.Data.GetType().GetElementType()} cannot be stored", nameof(array)),
    };

    /// <summary>Writes an array's elements.</summary>
    public static void WriteBody(Stream stream, NpyArray array)
    {
        var bytes = array.Data is Half[] half ? half.Length * Unsafe.SizeOf<Half>() : Buffer.ByteLength(array.Data);
        stream.Write(MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array.Data), bytes));
    }

    /// <summary>Fills a span.</summary>
    /// <exception cref="InvalidDataException">The stream ends before.</exception>
    public static void ReadFully(Stream stream, Span<byte> destination)
    {
        if (stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
        {
            throw new InvalidDataException("is truncated: it ends before its header says");
        }
    }

    private static T[] Body<T>(Stream stream, NpyHeader header)
        where T : unmanaged
    {
        var values = ReadBody<T>(stream, header.Count);
        if (header.BigEndian)
        {
            Swap(MemoryMarshal.AsBytes(values.AsSpan()), header.ElementBytes);
        }

        return header.FortranOrder && header.Shape.Length > 1 ? InRows(values, header.Shape) : values;
    }

    private static T[] ReadBody<T>(Stream stream, int count)
        where T : unmanaged
    {
        var values = new T[Math.Min(count, FirstElements)];
        var filled = 0;
        while (true)
        {
            ReadFully(stream, MemoryMarshal.AsBytes(values.AsSpan(filled)));
            filled = values.Length;
            if (filled == count)
            {
                break;
            }

            Array.Resize(ref values, (int)Math.Min(count, 2L * filled));
        }

        return stream.ReadByte() < 0 ? values : throw new InvalidDataException("has more data than its header says");
    }

    private static void Swap(Span<byte> bytes, int elementBytes)
    {
        switch (elementBytes)
        {
            case 2:
                var two = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(two, two);
                break;
            case 4:
                var four = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(four, four);
                break;
            case 8:
                var eight = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(eight, eight);
                break;
            default:
                break;
        }
    }

    /// <summary>An array whose first index ran fastest, with the last one fastest.</summary>
    private static T[] InRows<T>(T[] values, int[] shape)
    {
        var rows = new T[values.Length];
        for (var target = 0; target < rows.Length; target++)
        {
            var (rest, source, stride) = (target, 0, values.Length);
            for (var d = shape.Length - 1; d >= 0; d--)
            {
                stride /= shape[d];
                source += rest % shape[d] * stride;
                rest /= shape[d];
            }

            rows[target] = values[source];
        }

        return rows;
    }
}
