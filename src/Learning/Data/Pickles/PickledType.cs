using System.Buffers.Binary;
using System.Numerics;

namespace AwacAkka.Learning.Data.Pickles;

/// <summary>NumPy's type of an array's elements.</summary>
/// <param name="code">Kind and bytes, such as <c>f8</c>; <c>O8</c> for objects.</param>
internal sealed class PickledType(string code) : IPickledState
{
    private bool bigEndian;

    /// <summary>Whether the elements are objects.</summary>
    public bool IsObject => code.StartsWith('O');

    /// <inheritdoc />
    public void SetState(object?[] state) => bigEndian = state is [_, string order, ..]
        ? order == ">"
        : throw new InvalidDataException("it is a pickle with a type that is damaged");

    /// <summary>Elements as numbers, whatever their type.</summary>
    /// <exception cref="InvalidDataException">They are no numbers, or not as many.</exception>
    public double[] ToNumbers(ReadOnlySpan<byte> data, int count)
    {
        if (code is not ("b1" or "i1" or "i2" or "i4" or "i8" or "u1" or "u2" or "u4" or "u8" or "f2" or "f4" or "f8"))
        {
            throw new InvalidDataException($"it is a pickle with an array of type '{code}', which holds no numbers");
        }

        var size = code[1] - '0';
        if (data.Length != (long)count * size)
        {
            throw new InvalidDataException("it is a pickle with an array whose shape disagrees with its data");
        }

        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = ToNumber(data.Slice(i * size, size));
        }

        return numbers;
    }

    private double ToNumber(ReadOnlySpan<byte> element) => code switch
    {
        "f2" => (double)BitConverter.UInt16BitsToHalf(Whole<ushort>(element)),
        "f4" => BitConverter.UInt32BitsToSingle(Whole<uint>(element)),
        "f8" => BitConverter.UInt64BitsToDouble(Whole<ulong>(element)),
        "i1" => (sbyte)element[0],
        "i2" => Whole<short>(element),
        "i4" => Whole<int>(element),
        "i8" => Whole<long>(element),
        "u2" => Whole<ushort>(element),
        "u4" => Whole<uint>(element),
        "u8" => Whole<ulong>(element),
        _ => element[0],
    };

    private T Whole<T>(ReadOnlySpan<byte> element)
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        var isUnsigned = T.MinValue == T.Zero;
        return bigEndian ? T.ReadBigEndian(element, isUnsigned) : T.ReadLittleEndian(element, isUnsigned);
    }
}
