namespace AwacAkka.Learning.Fused;

/// <summary>A policy of choices, whose probabilities are the softmax of the network's outputs. Actions are indices, one number per transition.</summary>
public sealed class CategoricalHead : ILikelihoodHead
{
    private readonly int choices;
    private readonly float[] logProbabilities; // at s, [batch, choice]
    private readonly float[] outputGradient;

    /// <summary>Allocates a head for the largest batch.</summary>
    /// <param name="resources">Sizes.</param>
    public CategoricalHead(FusedResources resources)
    {
        choices = resources.Choices;
        logProbabilities = new float[resources.Capacity * choices];
        outputGradient = new float[resources.Capacity * choices];
    }

    /// <inheritdoc />
    public void Begin(ReadOnlySpan<float> free)
    {
    }

    /// <inheritdoc />
    public void Keep(int start, ReadOnlySpan<float> outputs)
    {
        for (var row = 0; row < outputs.Length / choices; row++)
        {
            LogProbabilities(outputs.Slice(row * choices, choices), logProbabilities.AsSpan((start + row) * choices, choices));
        }
    }

    /// <summary>log pi(.|s) of one row of those that were kept, [choice].</summary>
    public ReadOnlySpan<float> LogProbabilities(int row) => logProbabilities.AsSpan(row * choices, choices);

    /// <summary>The logarithms of all choices' probabilities from the outputs at one state: x - log sum exp x.</summary>
    /// <param name="outputs">x, [choice].</param>
    /// <param name="logProbabilities">Set to them, [choice].</param>
    public static void LogProbabilities(ReadOnlySpan<float> outputs, Span<float> logProbabilities)
    {
        var largest = float.NegativeInfinity;
        foreach (var output in outputs)
        {
            largest = MathF.Max(largest, output);
        }

        var sum = 0f;
        foreach (var output in outputs)
        {
            sum += MathF.Exp(output - largest); // the largest is 1: no overflow
        }

        var logSum = MathF.Log(sum);
        for (var choice = 0; choice < outputs.Length; choice++)
        {
            logProbabilities[choice] = outputs[choice] - largest - logSum;
        }
    }

    /// <inheritdoc />
    public double WeighLikelihood(int half, (int Start, int Count) rows, ReadOnlySpan<float> actions, ReadOnlySpan<float> weights, int batchSize)
    {
        double likelihood = 0;
        for (var row = rows.Start; row < rows.Start + rows.Count; row++)
        {
            var (taken, slope) = ((int)actions[row], weights[row] / batchSize);
            var log = LogProbabilities(row);
            var gradient = outputGradient.AsSpan(row * choices, choices);
            for (var choice = 0; choice < choices; choice++)
            {
                gradient[choice] = slope * (MathF.Exp(log[choice]) - (choice == taken ? 1 : 0));
            }

            likelihood += weights[row] * (double)log[taken];
        }

        return likelihood;
    }

    /// <inheritdoc />
    public ReadOnlySpan<float> OutputGradient((int Start, int Count) rows) => outputGradient.AsSpan(rows.Start * choices, rows.Count * choices);

    /// <inheritdoc />
    public void SetFreeGradients(FusedPolicy policy)
    {
    }
}
