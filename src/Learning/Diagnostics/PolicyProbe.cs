using AwacAkka.Learning.Training;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Diagnostics;

/// <summary>What a policy does at given states: its mean actions, how likely it makes others, how widely it explores.</summary>
/// <param name="policy">The policy.</param>
public sealed class PolicyProbe(PolicySnapshot policy)
{
    private const int EntropySamples = 16;
    private readonly PolicyNetwork network = new(policy);
    private readonly bool isSquashed = policy.Head == PolicyHead.SquashedGaussian;

    /// <summary>Whether its actions are numbers, and no choices.</summary>
    public bool IsContinuous => network.Choices is null;

    /// <summary>How many choices there are; 0 where actions are numbers in a box.</summary>
    public int Choices => network.Choices ?? 0;

    /// <summary>The mean action of each state, [rows, action].</summary>
    /// <param name="observations">s, [rows, observation].</param>
    public float[] MeanActions(ReadOnlySpan<float> observations)
    {
        var rows = observations.Length / network.ObservationDimension;
        var actions = new float[rows * network.ActionDimension];
        var observation = new double[network.ObservationDimension];
        for (var i = 0; i < rows; i++)
        {
            Read(observations, i, observation);
            network.ActMean(observation, actions.AsSpan(i * network.ActionDimension, network.ActionDimension));
        }

        return actions;
    }

    /// <summary>
    /// The mean of log pi(a|s), and the mean entropy of pi(.|s), in nats; null where the policy is deterministic. Of a squashed policy, actions beyond
    /// <see cref="Gaussian.LargestSquashed"/> count as lying there, where its density is finite, and the entropy is estimated by 16 samples per state.
    /// </summary>
    /// <param name="observations">s, [rows, observation].</param>
    /// <param name="actions">a, [rows, action].</param>
    public (double LogDensity, double Entropy)? Spread(ReadOnlySpan<float> observations, ReadOnlySpan<float> actions)
    {
        var (dimension, rows) = (network.ActionDimension, observations.Length / network.ObservationDimension);
        var observation = new double[network.ObservationDimension];
        var (mean, deviation, noise) = (new double[dimension], new double[dimension], new float[dimension * EntropySamples]);
        var (density, entropy) = (0.0, 0.0);
        for (var i = 0; i < rows; i++)
        {
            Read(observations, i, observation);
            network.Distribution(observation, mean, deviation);
            if (deviation.Contains(0))
            {
                return null;
            }

            new AddressedRandom(0, DrawPurpose.EvaluationSeed, (uint)i, 0).FillNormal(noise);
            for (var d = 0; d < dimension; d++)
            {
                density += LogDensity(actions[i * dimension + d], mean[d], deviation[d]);
                entropy += Math.Log(deviation[d]) + 0.5 + Gaussian.HalfLogTwoPi + LogSlope(mean[d], deviation[d], noise.AsSpan(d * EntropySamples, EntropySamples));
            }
        }

        return (density / rows, entropy / rows);
    }

    private double LogDensity(double action, double mean, double deviation)
    {
        var bounded = isSquashed ? Math.Clamp(action, -Gaussian.LargestSquashed, Gaussian.LargestSquashed) : action;
        var u = isSquashed ? Math.Atanh(bounded) : bounded;
        var z = (u - mean) / deviation;
        return (-0.5 * z * z) - Math.Log(deviation) - Gaussian.HalfLogTwoPi - (isSquashed ? Math.Log(1 - (bounded * bounded)) : 0);
    }

    /// <summary>E log da/du: what tanh takes off the entropy. log(1 - tanh(u)^2) = 2 (log 2 - u - log(1 + exp(-2 u))).</summary>
    private double LogSlope(double mean, double deviation, ReadOnlySpan<float> noise)
    {
        var sum = 0.0;
        foreach (var draw in isSquashed ? noise : [])
        {
            var u = Math.Abs(mean + (deviation * draw));
            sum += 2 * (Math.Log(2) - u - Math.Log(1 + Math.Exp(-2 * u)));
        }

        return sum / EntropySamples;
    }

    private static void Read(ReadOnlySpan<float> observations, int row, double[] observation)
    {
        for (var i = 0; i < observation.Length; i++)
        {
            observation[i] = observations[row * observation.Length + i];
        }
    }
}
