using AwacAkka.Data.Transitions;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// The policy's step on w |pi(s) - a|^2 - Q(s, pi(s)), pi a deterministic policy and a the data's action: the improvement of TD3+BC and ReBRAC. What is
/// put for Q is the learner's: it writes dQ/d(s, pi(s)) of each critic to <see cref="InputGradients"/>.
/// </summary>
/// <remarks>In an update: <see cref="Begin"/>, <see cref="Act"/> for all rows, the critics' input gradients, <see cref="Step"/>.</remarks>
public sealed class DeterministicImprovement : IDisposable
{
    private readonly FusedResources resources;
    private readonly FusedPolicy policy;
    private readonly DeterministicHead head;
    private readonly float[] headGradients;
    private readonly double[] distances = new double[2]; // sums of |pi(s) - a|^2 over either half
    private readonly Action<int, int> differentiateHalf;
    private TransitionBatch batch = new(0, 0, 0);
    private float weight;
    private float divisor;

    /// <summary>Notes whose step it is.</summary>
    /// <param name="resources">The lanes that it runs on.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="head">Its head.</param>
    /// <param name="critics">Critics that have a say.</param>
    public DeterministicImprovement(FusedResources resources, FusedPolicy policy, DeterministicHead head, int critics)
    {
        (this.resources, this.policy, this.head) = (resources, policy, head);
        Rows = new StateActionRows(resources);
        InputGradients = [.. Enumerable.Range(0, critics).Select(_ => new StateActionRows(resources))];
        headGradients = new float[resources.Capacity * resources.ActionDimension];
        differentiateHalf = DifferentiateHalf;
    }

    /// <summary>(s, pi(s)).</summary>
    public StateActionRows Rows { get; }

    /// <summary>dL/d(s, pi(s)) through each critic, for the learner to set.</summary>
    public StateActionRows[] InputGradients { get; }

    /// <summary>Begins an update.</summary>
    public void Begin(TransitionBatch batch) => this.batch = batch;

    /// <summary>pi(s) for some rows, by a pass of the policy.</summary>
    public void Act(int start, int count)
    {
        var (states, width) = (resources.ObservationDimension, resources.ActionDimension);
        var outputs = policy.AtState(NativeView.OfPinned(batch.Observations), start, count);
        for (var row = start; row < start + count; row++)
        {
            head.Act(outputs.Slice((row - start) * width, width), Rows.Begin(row, batch.Observations.AsSpan(row * states, states)));
        }
    }

    /// <summary>Makes the step; the policy's target follows.</summary>
    /// <param name="step">Number of the step, the first is 1.</param>
    /// <param name="tau">Share of the parameters that moves into the target.</param>
    /// <param name="weight">w of the sum of |pi(s) - a|^2, before its division.</param>
    /// <param name="divisor">What that sum is divided by for a mean.</param>
    /// <returns>The sum of |pi(s) - a|^2 over the batch.</returns>
    public double Step(long step, float tau, float weight, float divisor)
    {
        (this.weight, this.divisor) = (weight, divisor);
        resources.Lanes.Run(2, differentiateHalf);
        policy.Step(step, tau);
        return distances[0] + distances[1];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Rows.Dispose();
        Array.ForEach(InputGradients, rows => rows.Dispose());
    }

    private void DifferentiateHalf(int half, int lane)
    {
        var width = resources.ActionDimension;
        Span<float> gradient = stackalloc float[width];
        var (start, count) = policy.RowsOf(half);
        double distance = 0;
        for (var row = start; row < start + count; row++)
        {
            var action = Rows.ActionOf(row);
            var given = batch.Actions.AsSpan(row * width, width);
            StateActionRows.SumOfActions(InputGradients, row, gradient);
            for (var d = 0; d < width; d++)
            {
                var difference = action[d] - given[d];
                distance += (double)difference * difference;
                gradient[d] += 2 * weight * difference / divisor;
            }

            head.Differentiate(action, gradient, headGradients.AsSpan(row * width, width));
        }

        distances[half] = distance;
        policy.Backward(NativeView.OfPinned(batch.Observations), half, headGradients.AsSpan(start * width, count * width), lane);
    }
}
