using AwacAkka.Data.Transitions;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Learning.Fused;

/// <summary>One of several actions.</summary>
/// <param name="row">Its row.</param>
public delegate ReadOnlySpan<float> RowOfActions(int row);

/// <summary>
/// The gradient of -mean sum_j w_j log pi(a_j|s) of a tanh-Gaussian network, w_j and one or several a_j at each state given: <see cref="WeightedLikelihood"/>
/// for the other heads. The network's outputs at s are those of its last pass. Either half of the batch is a job of its own.
/// </summary>
public sealed class SquashedLikelihood
{
    private readonly FusedResources resources;
    private readonly FusedPolicy network;
    private readonly TanhGaussianHead head;
    private readonly float[] gradients; // of the outputs
    private readonly double[] sums = new double[2]; // of either half
    private readonly Action<int, int> addHalf;
    private TransitionBatch batch = new(0, 0, 0);
    private RowOfActions actionOf = _ => [];
    private float[]? weights;
    private int samples;
    private bool isTrained;

    /// <summary>Notes whose likelihood it is.</summary>
    /// <param name="resources">The lanes that it runs on.</param>
    /// <param name="network">The network.</param>
    /// <param name="head">Its head.</param>
    public SquashedLikelihood(FusedResources resources, FusedPolicy network, TanhGaussianHead head)
    {
        (this.resources, this.network, this.head) = (resources, network, head);
        gradients = new float[resources.Capacity * head.Outputs];
        addHalf = AddHalf;
    }

    /// <summary>Computes it; a step of the network may follow.</summary>
    /// <param name="batch">The transitions.</param>
    /// <param name="actionOf">a_j of transition i at the row i samples + j. Pass a cached delegate.</param>
    /// <param name="weights">w by row; 1 where null.</param>
    /// <param name="samples">Actions per state.</param>
    /// <param name="isTrained">Whether the gradient is wanted.</param>
    /// <returns>mean sum_j w_j log pi(a_j|s).</returns>
    public float Differentiate(TransitionBatch batch, RowOfActions actionOf, float[]? weights = null, int samples = 1, bool isTrained = true)
    {
        (this.batch, this.actionOf, this.weights, this.samples, this.isTrained) = (batch, actionOf, weights, samples, isTrained);
        resources.Lanes.Run(2, addHalf);
        return (float)((sums[0] + sums[1]) / batch.Size);
    }

    private void AddHalf(int half, int lane)
    {
        var (start, count) = network.RowsOf(half);
        var outputs = network.Outputs(start, count);
        var ofHalf = gradients.AsSpan(start * head.Outputs, count * head.Outputs);
        ofHalf.Clear();
        double sum = 0;
        for (var row = start * samples; row < (start + count) * samples; row++)
        {
            var (i, weight) = (row / samples - start, weights?[row] ?? 1);
            sum += weight * head.AddLikelihood(
                head.Row(outputs, i), actionOf(row), weight / batch.Size, ofHalf.Slice(i * head.Outputs, head.Outputs));
        }

        sums[half] = sum;
        if (isTrained)
        {
            network.Backward(NativeView.OfPinned(batch.Observations), half, ofHalf, lane);
        }
    }
}
