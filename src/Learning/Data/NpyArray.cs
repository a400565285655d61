using System.Numerics;

namespace AwacAkka.Learning.Data;

/// <summary>One array of an <c>.npz</c> file, in C order.</summary>
/// <param name="Shape">Sizes of the dimensions; empty for a scalar.</param>
/// <param name="Data">
/// The numbers, as many as the product of the shape: <c>float[]</c> (f4), <c>double[]</c> (f8), <c>int[]</c> (i4), <c>long[]</c> (i8),
/// <c>byte[]</c> (u1) or <c>bool[]</c> (b1).
/// </param>
public sealed record NpyArray(int[] Shape, Array Data)
{
    /// <summary>The numbers as single precision; the array itself where it already is.</summary>
    public float[] ToSingles() => Data switch
    {
        float[] values => values,
        double[] values => Convert(values),
        int[] values => Convert(values),
        long[] values => Convert(values),
        byte[] values => Convert(values),
        bool[] values => Array.ConvertAll(values, v => v ? 1f : 0f),
        _ => throw new InvalidOperationException($"no array of {Data.GetType().GetElementType()} is stored in .npy files here"),
    };

    private static float[] Convert<T>(T[] values)
        where T : INumberBase<T>
    {
        var singles = new float[values.Length];
        for (var i = 0; i < singles.Length; i++)
        {
            singles[i] = float.CreateTruncating(values[i]);
        }

        return singles;
    }
}
