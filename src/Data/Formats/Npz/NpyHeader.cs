using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AwacAkka.Data.Formats.Npz;

/// <summary>What stands before the elements of a <c>.npy</c> array, versions 1 and 2.</summary>
/// <param name="Type">Kind and bytes of an element, such as <c>f4</c>, in NumPy's letters.</param>
/// <param name="BigEndian">Whether an element's first byte is its highest.</param>
/// <param name="FortranOrder">Whether the first index runs fastest.</param>
/// <param name="Shape">Sizes of the dimensions; empty for a scalar.</param>
/// <param name="Length">Bytes of the header itself.</param>
internal sealed partial record NpyHeader(string Type, bool BigEndian, bool FortranOrder, int[] Shape, int Length)
{
    private const int MaxHeader = 65_536;
    private const int Preamble = 10;

    private static readonly Dictionary<string, string> Names = new()
    {
        ["f2"] = "float16",
        ["f4"] = "float32",
        ["f8"] = "float64",
        ["b1"] = "bool",
        ["i1"] = "int8",
        ["i2"] = "int16",
        ["i4"] = "int32",
        ["i8"] = "int64",
        ["u1"] = "uint8",
        ["u2"] = "uint16",
        ["u4"] = "uint32",
        ["u8"] = "uint64",
    };

    /// <summary>What every array begins with.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>NumPy's name of the type, such as <c>float32</c>.</summary>
    public string TypeName => Names[Type];

    /// <summary>Bytes of an element.</summary>
    public int ElementBytes => Type[1] - '0';

    /// <summary>Elements.</summary>
    public int Count => Shape.Aggregate(1, (product, size) => product * size);

    /// <summary>Whether elements of that type are read.</summary>
    public static bool Knows(string type) => Names.ContainsKey(type);

    /// <summary>Reads a header.</summary>
    /// <exception cref="InvalidDataException">With a clause that says what is wrong.</exception>
    public static NpyHeader Read(Stream stream)
    {
        var text = ReadText(stream, out var length);
        return Parse(text, length);
    }

    /// <summary>Reads a header as the Python dictionary that it is.</summary>
    /// <param name="stream">Where it begins.</param>
    /// <param name="length">Bytes of it.</param>
    /// <exception cref="InvalidDataException">With a clause that says what is wrong.</exception>
    public static string ReadText(Stream stream, out int length)
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
        NpyFormat.ReadFully(stream, lengthBytes);
        var textLength = wide ? BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes) : BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes);
        if (textLength > MaxHeader)
        {
            throw new InvalidDataException($"has a header of {textLength} bytes, far more than any array of numbers needs");
        }

        var text = new byte[textLength];
        NpyFormat.ReadFully(stream, text);
        length = start.Length + lengthBytes.Length + text.Length;
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>Writes a header in version 1, padded to 64 bytes as NumPy does.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="type">NumPy's full name of the type, such as <see cref="NpyFormat.Single"/>.</param>
    /// <param name="sizes">Sizes of the dimensions.</param>
    public static void Write(Stream stream, string type, IReadOnlyList<int> sizes)
    {
        var shape = string.Join(", ", sizes.Select(s => s.ToString(CultureInfo.InvariantCulture)));
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}{(sizes.Count == 1 ? "," : "")}), }}";
        var padded = (Preamble + text.Length + 1 + 63) / 64 * 64 - Preamble;
        Span<byte> version = [1, 0, (byte)padded, (byte)(padded >> 8)];
        stream.Write(Magic);
        stream.Write(version);
        stream.Write(Encoding.ASCII.GetBytes(text.PadRight(padded - 1) + "\n"));
    }

    /// <summary>Refuses an entry of another size than the header explains, before anything of it is unpacked.</summary>
    /// <exception cref="InvalidDataException">It is of another size.</exception>
    public void CheckSize(long bytes)
    {
        var expected = Length + (long)Count * ElementBytes;
        if (bytes < expected)
        {
            throw new InvalidDataException("is truncated: it ends before its header says");
        }

        if (bytes > expected)
        {
            throw new InvalidDataException($"has more data than its shape of {Count} elements of {ElementBytes} bytes says");
        }
    }

    private static NpyHeader Parse(string header, int length)
    {
        var descr = DescrPattern().Match(header);
        var order = OrderPattern().Match(header);
        var sizes = ShapePattern().Match(header);
        if (!descr.Success || !order.Success || !sizes.Success)
        {
            throw new InvalidDataException("has a header that describes no plain array of numbers");
        }

        var name = descr.Groups[1].Value;
        if (name.EndsWith('O'))
        {
            throw new InvalidDataException(
                "holds Python objects (a pickle), which could run code and is never read; save it as plain numbers");
        }

        var type = name.TrimStart('<', '>', '|', '=');
        return Names.ContainsKey(type) && name.Length <= type.Length + 1
            ? new NpyHeader(type, name[0] == '>', order.Groups[1].Value == "True", ParseShape(sizes.Groups[1].Value), length)
            : throw new InvalidDataException(
                $"is of NumPy type '{name}'; floats of 2, 4 and 8 bytes, integers and booleans are read, so convert it with astype");
    }

    private static int[] ParseShape(string sizes)
    {
        var parts = sizes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var shape = new int[parts.Length];
        long count = 1;
        for (var i = 0; i < parts.Length; i++)
        {
            // Python 2 wrote its long integers with an L.
            if (!long.TryParse(parts[i].TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                throw new InvalidDataException($"has the impossible size '{parts[i]}' in its shape");
            }

            count = Math.Min(size, Array.MaxLength + 1L) * count;
            if (count > Array.MaxLength || size > Array.MaxLength)
            {
                throw new InvalidDataException($"has more elements than fit an array of {Array.MaxLength}");
            }

            shape[i] = (int)size;
        }

        return shape;
    }

    [GeneratedRegex("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]")]
    private static partial Regex DescrPattern();

    [GeneratedRegex("['\"]fortran_order['\"]\\s*:\\s*(True|False)")]
    private static partial Regex OrderPattern();

    [GeneratedRegex("['\"]shape['\"]\\s*:\\s*\\(([^)]*)\\)")]
    private static partial Regex ShapePattern();
}
