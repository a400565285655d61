using System.Text;

namespace AwacAkka.Data.Formats.Pickles;

/// <summary>NumPy's array: of numbers, or of objects, which is then a list.</summary>
internal sealed class PickledArray : IPickledState
{
    /// <summary>An array whose state follows.</summary>
    public PickledArray()
    {
    }

    /// <summary>An array of numbers.</summary>
    /// <exception cref="InvalidDataException">Shape and data disagree.</exception>
    public PickledArray(PickledType type, object?[] shape, bool columnMajor, byte[] data) => SetNumbers(type, shape, columnMajor, data);

    /// <summary>Sizes of the dimensions; empty for a single number.</summary>
    public int[] Shape { get; private set; } = [];

    /// <summary>The numbers, row by row; null where the elements are objects.</summary>
    public float[]? Numbers { get; private set; }

    /// <summary>The elements of an array of objects.</summary>
    public PickledList? Objects { get; private set; }

    /// <summary>Bytes of an argument; Python 2 kept them as text.</summary>
    /// <exception cref="InvalidDataException">They are neither.</exception>
    public static byte[] Bytes(object? value) => value switch
    {
        byte[] bytes => bytes,
        string text => Encoding.Latin1.GetBytes(text),
        _ => throw Damaged(),
    };

    /// <inheritdoc />
    public void SetState(object?[] state)
    {
        switch (state)
        {
            case [_, object?[] shape, PickledType { IsObject: true }, _, PickledList objects]:
                Objects = objects;
                Shape = Sizes(shape, objects.Count);
                break;
            case [_, object?[] shape, PickledType type, var columnMajor, var data]:
                SetNumbers(type, shape, columnMajor is true or 1L, Bytes(data));
                break;
            default:
                throw Damaged();
        }
    }

    private static InvalidDataException Damaged() => new("it is a pickle with an array that is damaged");

    private static int[] Sizes(object?[] shape, long elements)
    {
        long count = 1;
        var sizes = new int[shape.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            sizes[i] = shape[i] is >= 0L and <= int.MaxValue and var size ? (int)(long)size : throw Damaged();
            count = count * sizes[i] is >= 0 and <= int.MaxValue and var product ? product : throw Damaged();
        }

        return elements < 0 || count == elements ? sizes : throw Damaged();
    }

    private void SetNumbers(PickledType type, object?[] shape, bool columnMajor, byte[] data)
    {
        Shape = Sizes(shape, elements: -1);
        Numbers = type.ToNumbers(data, Shape, columnMajor);
    }
}
