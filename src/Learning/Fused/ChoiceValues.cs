namespace AwacAkka.Learning.Fused;

/// <summary>What is read from critics of choices, Q(s, .), whose outputs are a number for each choice, [rows, choice].</summary>
public static class ChoiceValues
{
    /// <summary>Of each row the value of one choice.</summary>
    /// <param name="values">[rows, choice].</param>
    /// <param name="choices">Its index, per row.</param>
    /// <param name="taken">Set to the value, per row.</param>
    public static void Take(ReadOnlySpan<float> values, ReadOnlySpan<float> choices, Span<float> taken)
    {
        var width = values.Length / choices.Length;
        for (var i = 0; i < choices.Length; i++)
        {
            taken[i] = values[i * width + (int)choices[i]];
        }
    }

    /// <summary>min_i Q_i(s, a) of one row and choice.</summary>
    /// <param name="values">Of each critic, [rows, choice].</param>
    /// <param name="choices">How many there are.</param>
    /// <param name="row">The row.</param>
    /// <param name="choice">The choice.</param>
    public static float MinOf(float[][] values, int choices, int row, int choice) => CriticTargets.MinOf(values, row * choices + choice);

    /// <summary>sum_a pi(a|s) min_i Q_i(s, a) of one row: the policy's value, without a sample.</summary>
    /// <param name="values">Of each critic, [rows, choice].</param>
    /// <param name="row">The row.</param>
    /// <param name="logProbabilities">log pi(.|s) of that row, [choice].</param>
    public static float ExpectedMin(float[][] values, int row, ReadOnlySpan<float> logProbabilities)
    {
        var sum = 0f;
        for (var choice = 0; choice < logProbabilities.Length; choice++)
        {
            sum += MathF.Exp(logProbabilities[choice]) * MinOf(values, logProbabilities.Length, row, choice);
        }

        return sum;
    }

    /// <summary>Where the largest of some values is; the first of equals.</summary>
    /// <param name="values">[choice].</param>
    public static int Best(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var choice = 1; choice < values.Length; choice++)
        {
            best = values[choice] > values[best] ? choice : best;
        }

        return best;
    }
}
