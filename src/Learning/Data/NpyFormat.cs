using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace AwacAkka.Learning.Data;

/// <summary>
/// NumPy's <c>.npy</c> format, versions 1 and 2, for plain little-endian numbers in C order. Sizes that a header claims are never
/// trusted: memory grows with the bytes that really arrive.
/// </summary>
internal static partial class NpyFormat
{
    /// <summary>Name of single precision.</summary>
    public const string Single = "<f4";

    /// <summary>Name of booleans.</summary>
    public const string Boolean = "|b1";

    private const int MaxHeader = 65_536;
    private const int FirstElements = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads one array to its last byte.</summary>
    /// <exception cref="InvalidDataException">With a clause that says what is wrong.</exception>
    public static NpyArray Read(Stream stream)
    {
        var header = ReadHeader(stream);
        var (descr, shape) = ParseHeader(header);
        long count = 1;
        foreach (var size in shape)
        {
            count *= size;
            if (count > Array.MaxLength)
            {
                throw new InvalidDataException($"has more elements than fit an array of {Array.MaxLength}");
            }
        }

        Array data = descr switch
        {
            Single => ReadBody<float>(stream, (int)count),
            "<f8" => ReadBody<double>(stream, (int)count),
            "<i4" => ReadBody<int>(stream, (int)count),
            "<i8" => ReadBody<long>(stream, (int)count),
            "|u1" => ReadBody<byte>(stream, (int)count),
            Boolean => Array.ConvertAll(ReadBody<byte>(stream, (int)count), v => v != 0),
            _ when descr.EndsWith('O') => throw new InvalidDataException(
                "holds Python objects (a pickle), which could run code and is never read; save it as plain numbers"),
            _ => throw new InvalidDataException(
                $"is of NumPy type '{descr}'; only little-endian f4, f8, i4, i8, u1 and b1 are read, so convert it with astype"),
        };
        return new NpyArray(shape, data);
    }

    /// <summary>The format's name of an array's type.</summary>
    public static string TypeOf(NpyArray array) => array.Data switch
    {
        float[] => Single,
        double[] => "<f8",
        int[] => "<i4",
        long[] => "<i8",
        byte[] => "|u1",
        bool[] => Boolean,
        _ => throw new ArgumentException($"arrays of {array.Data.GetType().GetElementType()} cannot be stored", nameof(array)),
    };

    /// <summary>Writes an array's elements.</summary>
    public static void WriteBody(Stream stream, NpyArray array) =>
        stream.Write(MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array.Data), Buffer.ByteLength(array.Data)));

    /// <summary>Writes what stands before an array's elements: version 1, padded to 64 bytes as NumPy does.</summary>
    public static void WriteHeader(Stream stream, string type, IReadOnlyList<int> sizes)
    {
        var shape = string.Join(", ", sizes.Select(s => s.ToString(CultureInfo.InvariantCulture)));
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}{(sizes.Count == 1 ? "," : "")}), }}";
        const int preamble = 10;
        var padded = (preamble + text.Length + 1 + 63) / 64 * 64 - preamble;
        Span<byte> version = [1, 0, (byte)padded, (byte)(padded >> 8)];
        stream.Write(Magic);
        stream.Write(version);
        stream.Write(Encoding.ASCII.GetBytes(text.PadRight(padded - 1) + "\n"));
    }

    private static string ReadHeader(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start[..6].SequenceEqual(Magic))
        {
            throw new InvalidDataException("is not a NumPy array");
        }

        var wide = start[6] switch
        {
            1 => false,
            2 => true,
            _ => throw new InvalidDataException($"is in version {start[6]} of the .npy format; versions 1 and 2 are read"),
        };
        Span<byte> lengthBytes = stackalloc byte[wide ? 4 : 2];
        ReadFully(stream, lengthBytes);
        var length = wide ? BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes) : BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes);
        if (length > MaxHeader)
        {
            throw new InvalidDataException($"has a header of {length} bytes, far more than any array of numbers needs");
        }

        var header = new byte[length];
        ReadFully(stream, header);
        return Encoding.ASCII.GetString(header);
    }

    private static (string Descr, int[] Shape) ParseHeader(string header)
    {
        var descr = DescrPattern().Match(header);
        var order = OrderPattern().Match(header);
        var sizes = ShapePattern().Match(header);
        if (!descr.Success || !order.Success || !sizes.Success)
        {
            throw new InvalidDataException("has a header that describes no plain array of numbers");
        }

        if (order.Groups[1].Value == "True")
        {
            throw new InvalidDataException("is stored column by column (Fortran order); save it with numpy.ascontiguousarray");
        }

        var parts = sizes.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var shape = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]))
            {
                throw new InvalidDataException($"has the impossible size '{parts[i]}' in its shape");
            }
        }

        return (descr.Groups[1].Value, shape);
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

        return stream.ReadByte() < 0
            ? values
            : throw new InvalidDataException($"has more data than its shape of {count} elements of {Unsafe.SizeOf<T>()} bytes says");
    }

    private static void ReadFully(Stream stream, Span<byte> destination)
    {
        if (stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false) < destination.Length)
        {
            throw new InvalidDataException("is truncated: it ends before its header says");
        }
    }

    [GeneratedRegex("'descr'\\s*:\\s*'([^']*)'")]
    private static partial Regex DescrPattern();

    [GeneratedRegex("'fortran_order'\\s*:\\s*(True|False)")]
    private static partial Regex OrderPattern();

    [GeneratedRegex("'shape'\\s*:\\s*\\(([^)]*)\\)")]
    private static partial Regex ShapePattern();
}
