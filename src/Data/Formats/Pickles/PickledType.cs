using AwacAkka.Data.Formats.Npz;

namespace AwacAkka.Data.Formats.Pickles;

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

    /// <summary>Elements as single precision, whatever their type, row by row.</summary>
    /// <param name="data">The elements as they are stored.</param>
    /// <param name="shape">Sizes of the dimensions.</param>
    /// <param name="columnMajor">Whether the first index runs fastest.</param>
    /// <exception cref="InvalidDataException">They are no numbers, or not as many.</exception>
    public float[] ToNumbers(byte[] data, int[] shape, bool columnMajor)
    {
        if (!NpyHeader.Knows(code))
        {
            throw new InvalidDataException($"it is a pickle with an array of type '{code}', which holds no numbers");
        }

        var header = new NpyHeader(code, bigEndian, columnMajor, shape, Length: 0);
        return data.Length == (long)header.Count * header.ElementBytes
            ? NpyFormat.ReadElements(new MemoryStream(data), header).ToSingles()
            : throw new InvalidDataException("it is a pickle with an array whose shape disagrees with its data");
    }
}
