using AwacAkka.Data.Transitions;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Learning.Fused;

/// <summary>The policy's step on -mean w log pi(a|s), a and w given: the improvement of AWAC, IQL and their kin.</summary>
/// <remarks>The policy's outputs at s are in the head by then, see <see cref="ILikelihoodHead"/>. Either half of the batch is a job of its own.</remarks>
public sealed class WeightedLikelihood
{
    private readonly FusedResources resources;
    private readonly FusedPolicy policy;
    private readonly ILikelihoodHead head;
    private readonly float[] sums = new float[2]; // of either half
    private readonly Action<int, int> weighHalf;
    private TransitionBatch batch = new(0, 0, 0);
    private float[] weights = [];

    /// <summary>Notes whose step it is.</summary>
    /// <param name="resources">The lanes that it runs on.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="head">Its head.</param>
    public WeightedLikelihood(FusedResources resources, FusedPolicy policy, ILikelihoodHead head)
    {
        (this.resources, this.policy, this.head) = (resources, policy, head);
        weighHalf = WeighHalf;
    }

    /// <summary>Makes the step.</summary>
    /// <param name="step">Number of the step, the first is 1.</param>
    /// <param name="batch">The transitions, whose actions are to become likelier.</param>
    /// <param name="weights">w per transition.</param>
    /// <param name="tau">Share of the parameters that moves into the policy's target then, if it has one.</param>
    /// <returns>The loss before it.</returns>
    public float Step(long step, TransitionBatch batch, float[] weights, float? tau = null)
    {
        (this.batch, this.weights) = (batch, weights);
        resources.Lanes.Run(2, weighHalf);
        head.SetFreeGradients(policy);
        policy.Step(step, tau);
        return -(sums[0] + sums[1]) / batch.Size;
    }

    /// <summary>Writes what is reported of bounded weights: the effective share, the largest, and the share that the bound holds.</summary>
    /// <param name="weights">w per transition.</param>
    /// <param name="bound">Their upper bound.</param>
    /// <param name="figures">Three figures.</param>
    public static void Describe(ReadOnlySpan<float> weights, float bound, Span<float> figures)
    {
        var bounded = 0;
        foreach (var weight in weights)
        {
            bounded += weight >= bound ? 1 : 0;
        }

        (figures[0], figures[1], figures[2]) = (EffectiveShare(weights), Largest(weights), (float)bounded / weights.Length);
    }

    /// <summary>Effective sample size as a share of the batch, (sum w)^2 / (n sum w^2): 1 is plain cloning, 1/n a single transition.</summary>
    public static float EffectiveShare(ReadOnlySpan<float> weights)
    {
        double sum = 0;
        double squares = 0;
        foreach (var weight in weights)
        {
            sum += weight;
            squares += (double)weight * weight;
        }

        return squares == 0 ? 0 : (float)(sum * sum / (squares * weights.Length));
    }

    /// <summary>The largest weight.</summary>
    public static float Largest(ReadOnlySpan<float> weights)
    {
        var largest = 0f;
        foreach (var weight in weights)
        {
            largest = MathF.Max(largest, weight);
        }

        return largest;
    }

    private void WeighHalf(int half, int lane)
    {
        var rows = policy.RowsOf(half);
        sums[half] = (float)head.WeighLikelihood(half, rows, batch.Actions, weights, batch.Size);
        policy.Backward(NativeView.OfPinned(batch.Observations), half, head.OutputGradient(rows), lane);
    }
}
