namespace AwacAkka.Learning.Algorithms.Bear;

/// <summary>
/// The maximum mean discrepancy of two sets of actions under the Laplacian kernel exp(-|x - y| / (2 sigma)), and its gradient:
/// sqrt(k(x, x) + k(y, y) - 2 k(x, y) + 1e-6), k the mean over all pairs.
/// </summary>
/// <param name="actionDimension">Numbers per action.</param>
/// <param name="samples">Actions of each set.</param>
/// <param name="sigma">The kernel's width.</param>
internal sealed class Discrepancy(int actionDimension, int samples, float sigma)
{
    /// <summary>What keeps the root's slope finite at equal sets.</summary>
    public const double Epsilon = 1e-6;

    private readonly double rate = -1 / (2 * (double)sigma);

    /// <summary>The discrepancy of one state's sets.</summary>
    /// <param name="x">[samples, action].</param>
    /// <param name="y">[samples, action].</param>
    /// <param name="gradient">Set to its gradient with regard to y, [samples, action].</param>
    public float Of(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> gradient)
    {
        gradient.Clear();
        double sum = 0;
        for (var j = 0; j < samples; j++)
        {
            var yj = Row(y, j);
            var ofRow = gradient.Slice(j * actionDimension, actionDimension);
            for (var i = 0; i < samples; i++)
            {
                sum += Less(Row(x, i), Row(x, j)) + Kernel(Row(y, i), yj, 2, ofRow) - 2 * Kernel(Row(x, i), yj, -2, ofRow);
            }
        }

        var pairs = (double)samples * samples;
        var discrepancy = Math.Sqrt(sum / pairs + Epsilon);
        var scale = (float)(rate / (2 * discrepancy * pairs));
        for (var d = 0; d < gradient.Length; d++)
        {
            gradient[d] *= scale;
        }

        return (float)discrepancy;
    }

    /// <summary>exp(-|a - b| / (2 sigma)) - 1: of the three means the ones cancel, and most of the digits with them if they were there.</summary>
    private double Less(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double distance = 0;
        for (var d = 0; d < actionDimension; d++)
        {
            distance += Math.Abs((double)a[d] - b[d]);
        }

        return Math.Exp(distance * rate) - 1;
    }

    /// <summary>The same, and its slope by b, but for the rate, so often added to a gradient.</summary>
    private double Kernel(ReadOnlySpan<float> a, ReadOnlySpan<float> b, float times, Span<float> gradient)
    {
        var less = Less(a, b);
        var slope = times * (float)(1 + less);
        for (var d = 0; d < actionDimension; d++)
        {
            gradient[d] += slope * Math.Sign(b[d] - a[d]);
        }

        return less;
    }

    private ReadOnlySpan<float> Row(ReadOnlySpan<float> actions, int row) => actions.Slice(row * actionDimension, actionDimension);
}
