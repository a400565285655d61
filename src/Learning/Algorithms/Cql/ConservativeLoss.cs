namespace AwacAkka.Learning.Algorithms.Cql;

/// <summary>
/// A critic's loss in CQL, over one long batch: mean (Q(s, a) - y)^2 + weight (mean log sum exp_j (Q(s, a_j) - log q_j) - mean Q(s, a)). The values of the
/// policy's actions count no less than a bound, and get no gradient below it.
/// </summary>
/// <param name="capacity">Rows of the largest long batch.</param>
/// <param name="candidates">Actions a_j of a transition.</param>
/// <param name="uniform">How many of them, the first, are uniform ones and have no bound.</param>
/// <param name="weight">What the conservative part counts.</param>
internal sealed class ConservativeLoss(int capacity, int candidates, int uniform, float weight)
{
    /// <summary>log q_j, per transition and action.</summary>
    public float[] LogDensities { get; } = new float[capacity];

    /// <summary>What a value of the policy's actions counts at least, per transition.</summary>
    public float[] Bounds { get; } = new float[capacity];

    /// <summary>Transitions of the batch.</summary>
    public int Transitions { get; set; }

    /// <summary>The loss and its gradient: a <see cref="Fused.RegressionLoss"/>. Several critics may be in it.</summary>
    public float Compute(ReadOnlySpan<float> predictions, ReadOnlySpan<float> targets, Span<float> gradient)
    {
        double loss = 0;
        var share = weight / Transitions;
        for (var i = 0; i < Transitions; i++)
        {
            var error = predictions[i] - targets[i];
            gradient[i] = 2 * error / Transitions - share;
            var first = Transitions + i * candidates;
            var softMaximum = SoftMaximum(predictions, i);
            for (var j = 0; j < candidates; j++)
            {
                var value = predictions[first + j];
                gradient[first + j] = IsBounded(value, i, j) ? 0 : share * MathF.Exp(value - LogDensities[i * candidates + j] - softMaximum);
            }

            loss += (double)error * error + weight * ((double)softMaximum - predictions[i]);
        }

        return (float)(loss / Transitions);
    }

    /// <summary>mean (Q_i(s, a) - y)^2, over the critics, too.</summary>
    public float Regression(float[][] q, ReadOnlySpan<float> targets)
    {
        double sum = 0;
        foreach (var predictions in q)
        {
            for (var i = 0; i < Transitions; i++)
            {
                sum += (double)(predictions[i] - targets[i]) * (predictions[i] - targets[i]);
            }
        }

        return (float)(sum / (q.Length * Transitions));
    }

    /// <summary>mean log sum exp_j (Q_i(s, a_j) - log q_j) - mean Q_i(s, a), over the critics, too.</summary>
    public float Gap(float[][] q)
    {
        double sum = 0;
        foreach (var predictions in q)
        {
            for (var i = 0; i < Transitions; i++)
            {
                sum += SoftMaximum(predictions, i) - predictions[i];
            }
        }

        return (float)(sum / (q.Length * Transitions));
    }

    private bool IsBounded(float value, int transition, int candidate) => candidate >= uniform && value < Bounds[transition];

    private float SoftMaximum(ReadOnlySpan<float> predictions, int transition)
    {
        var largest = float.NegativeInfinity;
        for (var j = 0; j < candidates; j++)
        {
            largest = MathF.Max(largest, Exponent(predictions, transition, j));
        }

        double sum = 0;
        for (var j = 0; j < candidates; j++)
        {
            sum += MathF.Exp(Exponent(predictions, transition, j) - largest); // the largest is 1: no overflow
        }

        return largest + (float)Math.Log(sum);
    }

    private float Exponent(ReadOnlySpan<float> predictions, int transition, int candidate)
    {
        var value = predictions[Transitions + transition * candidates + candidate];
        return (IsBounded(value, transition, candidate) ? Bounds[transition] : value) - LogDensities[transition * candidates + candidate];
    }
}
