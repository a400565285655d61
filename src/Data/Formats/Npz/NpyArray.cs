using System.Numerics;

namespace AwacAkka.Data.Formats.Npz;

/// <summary>One array of an <c>.npz</c> file, in C order.</summary>
/// <param name="Shape">Sizes of the dimensions; empty for a scalar.</param>
/// <param name="Data">
/// The numbers, as many as the product of the shape: <c>Half[]</c> (f2), <c>float[]</c> (f4), <c>double[]</c> (f8), <c>bool[]</c> (b1), or
/// signed or unsigned integers of 1, 2, 4 or 8 bytes.
/// </param>
public sealed record NpyArray(int[] Shape, Array Data)
{
    /// <summary>The numbers as single precision; the array itself where it already is.</summary>
    public float[] ToSingles() => Type.GetTypeCode(Data.GetType().GetElementType()) switch // a pattern such as sbyte[] would take byte[] as well
    {
        TypeCode.Single => (float[])Data,
        TypeCode.Double => Convert<double>(),
        TypeCode.SByte => Convert<sbyte>(),
        TypeCode.Int16 => Convert<short>(),
        TypeCode.Int32 => Convert<int>(),
        TypeCode.Int64 => Convert<long>(),
        TypeCode.Byte => Convert<byte>(),
        TypeCode.UInt16 => Convert<ushort>(),
        TypeCode.UInt32 => Convert<uint>(),
        TypeCode.UInt64 => Convert<ulong>(),
        TypeCode.Boolean => Array.ConvertAll((bool[])Data, v => v ? 1f : 0f),
        _ when Data is Half[] => Convert<Half>(),
        _ => throw new InvalidOperationException($"no array of {Data.GetType().GetElementType()} is stored in .npy files here"),
    };

    private float[] Convert<T>()
        where T : INumberBase<T>
    {
        var values = (T[])Data;
        var singles = new float[values.Length];
        for (var i = 0; i < singles.Length; i++)
        {
            singles[i] = float.CreateTruncating(values[i]);
        }

        return singles;
    }
}
