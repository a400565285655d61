using System.Runtime.InteropServices;

namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>How a file stores a number.</summary>
/// <param name="Name">NumPy's name of the type; <c>bool</c> for h5py's booleans.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="IsFloat">Whether it is one of IEEE 754.</param>
/// <param name="IsSigned">Whether an integer may be negative.</param>
/// <param name="IsBigEndian">Whether its first byte is the highest.</param>
internal sealed record Hdf5Type(string Name, int Bytes, bool IsFloat, bool IsSigned, bool IsBigEndian)
{
    private const int IntegerClass = 0;
    private const int FloatClass = 1;
    private const int EnumerationClass = 8;
    private const int HeaderBytes = 8;

    /// <summary>Reads a description.</summary>
    /// <param name="body">The format's message.</param>
    /// <param name="name">The array's name.</param>
    /// <exception cref="Hdf5Refusal">It describes no plain numbers.</exception>
    public static Hdf5Type Of(ReadOnlySpan<byte> body, string name)
    {
        var fields = new Hdf5Fields(body);
        var (kind, order, bytes) = ((int)fields.Number(0, 1) & 15, (int)fields.Number(1, 1), fields.Number(4, 4));
        if (kind == EnumerationClass)
        {
            var underlying = body[HeaderBytes..];
            return (new Hdf5Fields(underlying).Number(0, 1) & 15) == IntegerClass ? Of(underlying, name) with { Name = "bool" } : throw Unknown(name);
        }

        if (kind is not (IntegerClass or FloatClass))
        {
            throw new Hdf5Refusal($"'{name}' holds text, objects or records, expected plain numbers");
        }

        // The bits that count must be all of them, and a floating-point number's those of the standard.
        var whole = fields.Number(HeaderBytes, 2) == 0 && fields.Number(HeaderBytes + 2, 2) == 8 * bytes;
        if (kind == IntegerClass)
        {
            var signed = (order & 8) != 0;
            return whole && bytes is 1 or 2 or 4 or 8
                ? new Hdf5Type($"{(signed ? "int" : "uint")}{8 * bytes}", (int)bytes, false, signed, (order & 1) != 0)
                : throw Unknown(name);
        }

        var (exponentAt, exponent, mantissaAt, mantissa, bias) = (
            fields.Number(HeaderBytes + 4, 1), fields.Number(HeaderBytes + 5, 1), fields.Number(HeaderBytes + 6, 1),
            fields.Number(HeaderBytes + 7, 1), fields.Number(HeaderBytes + 8, 4));
        var standard = (bytes, exponentAt, exponent, mantissaAt, mantissa, bias) is
            (2, 10, 5, 0, 10, 15) or (4, 23, 8, 0, 23, 127) or (8, 52, 11, 0, 52, 1023);
        return whole && standard && (order & 0x40) == 0
            ? new Hdf5Type($"float{8 * bytes}", (int)bytes, true, true, (order & 1) != 0)
            : throw Unknown(name);
    }

    /// <summary>Turns stored numbers, which are spoilt thereby, into single precision.</summary>
    public void ToSingle(Span<byte> stored, Span<float> numbers)
    {
        if (IsBigEndian)
        {
            for (var at = 0; at < stored.Length; at += Bytes)
            {
                stored.Slice(at, Bytes).Reverse();
            }
        }

        switch (Bytes, IsFloat, IsSigned)
        {
            case (2, true, _): Convert<Half>(stored, numbers, x => (float)x); break;
            case (4, true, _): MemoryMarshal.Cast<byte, float>(stored).CopyTo(numbers); break;
            case (8, true, _): Convert<double>(stored, numbers, x => (float)x); break;
            case (1, _, true): Convert<sbyte>(stored, numbers, x => x); break;
            case (2, _, true): Convert<short>(stored, numbers, x => x); break;
            case (4, _, true): Convert<int>(stored, numbers, x => x); break;
            case (8, _, true): Convert<long>(stored, numbers, x => x); break;
            case (1, _, _): Convert<byte>(stored, numbers, x => x); break;
            case (2, _, _): Convert<ushort>(stored, numbers, x => x); break;
            case (4, _, _): Convert<uint>(stored, numbers, x => x); break;
            default: Convert<ulong>(stored, numbers, x => x); break;
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> stored, Span<float> numbers, Func<T, float> convert)
        where T : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, T>(stored);
        for (var i = 0; i < values.Length; i++)
        {
            numbers[i] = convert(values[i]);
        }
    }

    private static Hdf5Refusal Unknown(string name) =>
        new($"'{name}' holds numbers of an unusual kind, expected integers of 1 to 8 bytes or IEEE 754's of 2, 4 or 8");
}
