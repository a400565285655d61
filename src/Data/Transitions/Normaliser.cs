using System.Numerics;

namespace AwacAkka.Data.Transitions;

/// <summary>
/// Shifts and scales observations: (x - mean) / std, where std is the data's standard deviation plus <see cref="Epsilon"/>, so that a
/// constant component becomes 0 (CORL).
/// </summary>
/// <param name="Mean">Shift per component.</param>
/// <param name="Std">Scale per component, positive.</param>
public sealed record Normaliser(float[] Mean, float[] Std)
{
    /// <summary>Added to every standard deviation.</summary>
    public const double Epsilon = 1e-3;

    /// <summary>Numbers per observation.</summary>
    public int Dimension => Mean.Length;

    /// <summary>One that changes nothing.</summary>
    public static Normaliser Identity(int dimension)
    {
        var std = new float[dimension];
        Array.Fill(std, 1f);
        return new Normaliser(new float[dimension], std);
    }

    /// <summary>Mean and population standard deviation of rows, summed in double precision in their order.</summary>
    /// <param name="observations">Row-major, [rows, <paramref name="dimension"/>].</param>
    /// <param name="dimension">Numbers per row.</param>
    /// <exception cref="ArgumentException">There is no row, or the last row is incomplete.</exception>
    public static Normaliser Fit(ReadOnlySpan<float> observations, int dimension)
    {
        if (observations.IsEmpty || observations.Length % dimension != 0)
        {
            throw new ArgumentException($"{observations.Length} numbers are no whole rows of {dimension}", nameof(observations));
        }

        var rows = observations.Length / dimension;
        var mean = new double[dimension];
        for (var i = 0; i < observations.Length; i++)
        {
            mean[i % dimension] += observations[i];
        }

        for (var c = 0; c < dimension; c++)
        {
            mean[c] /= rows;
        }

        // Squares of deviations, not the mean of squares: that would cancel where the mean is large.
        var variance = new double[dimension];
        for (var i = 0; i < observations.Length; i++)
        {
            var deviation = observations[i] - mean[i % dimension];
            variance[i % dimension] += deviation * deviation;
        }

        return new Normaliser(
            Array.ConvertAll(mean, m => (float)m),
            Array.ConvertAll(variance, v => (float)(Math.Sqrt(v / rows) + Epsilon)));
    }

    /// <summary>
    /// Normalises one observation; source and destination may be the same. Subtraction and division round each component on its own,
    /// so the result does not depend on the vector width.
    /// </summary>
    public void Apply(ReadOnlySpan<float> observation, Span<float> destination)
    {
        var i = 0;
        for (; i <= Dimension - Vector<float>.Count; i += Vector<float>.Count)
        {
            ((new Vector<float>(observation[i..]) - new Vector<float>(Mean, i)) / new Vector<float>(Std, i)).CopyTo(destination[i..]);
        }

        for (; i < Dimension; i++)
        {
            destination[i] = (observation[i] - Mean[i]) / Std[i];
        }
    }
}
