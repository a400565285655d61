using AwacAkka.Randomness;

namespace AwacAkka.Policies;

/// <summary>How one of several choices is taken, from a number for each. Nothing is allocated, and every machine takes the same.</summary>
internal static class ChoiceRules
{
    /// <summary>The choice of the largest number, the first of equals.</summary>
    public static int Best(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var choice = 1; choice < values.Length; choice++)
        {
            best = values[choice] > values[best] ? choice : best;
        }

        return best;
    }

    /// <summary>With probability epsilon any choice, each as likely; else the best.</summary>
    public static int EpsilonGreedy(ReadOnlySpan<float> values, double epsilon, ref AddressedRandom random) =>
        random.NextDouble() < epsilon ? Any(values.Length, ref random) : Best(values);

    /// <summary>A choice by its probability, the softmax of the numbers.</summary>
    public static int Draw(ReadOnlySpan<float> logits, ref AddressedRandom random)
    {
        double largest = logits[Best(logits)];
        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += PortableMath.Exp(logit - largest);
        }

        var left = random.NextDouble() * sum;
        for (var choice = 0; choice < logits.Length - 1; choice++)
        {
            left -= PortableMath.Exp(logits[choice] - largest);
            if (left < 0)
            {
                return choice;
            }
        }

        return logits.Length - 1;
    }

    /// <summary>Any choice, each as likely.</summary>
    private static int Any(int choices, ref AddressedRandom random)
    {
        Span<int> choice = stackalloc int[1];
        random.FillIndices(choice, choices);
        return choice[0];
    }
}
