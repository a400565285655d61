using AwacAkka.Data.Transitions;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// The policy's step on mean alpha log pi(a~|s) - Q(s, a~), a~ ~ pi(.|s), and that of the temperature alpha: the soft policy improvement of SAC and its
/// kin. What is put for Q is the learner's: it writes dQ/d(s, a~) of each critic to <see cref="InputGradients"/>. The likelihood of the data's actions
/// may count, too.
/// </summary>
/// <remarks>In an update: <see cref="Begin"/>, <see cref="Sample(int, int)"/> for all rows, the critics' input gradients, <see cref="Step"/>.</remarks>
public sealed class SoftImprovement : IDisposable
{
    private readonly FusedResources resources;
    private readonly FusedPolicy policy;
    private readonly TanhGaussianHead head;
    private readonly ScalarAdam logAlpha;
    private readonly float targetEntropy;
    private readonly float[] headGradients;
    private readonly double[] likelihoods = new double[2]; // of either half
    private readonly Action<int, int> differentiateHalf;
    private TransitionBatch batch = new(0, 0, 0);
    private float[] noise = [];
    private bool isCloning;

    /// <summary>Notes whose step it is.</summary>
    /// <param name="resources">The lanes that it runs on.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="head">Its head.</param>
    /// <param name="logAlpha">The temperature's logarithm.</param>
    /// <param name="targetEntropy">Entropy below it makes the temperature grow.</param>
    /// <param name="critics">Critics that have a say.</param>
    public SoftImprovement(FusedResources resources, FusedPolicy policy, TanhGaussianHead head, ScalarAdam logAlpha, float targetEntropy, int critics)
    {
        (this.resources, this.policy, this.head, this.logAlpha, this.targetEntropy) = (resources, policy, head, logAlpha, targetEntropy);
        Actions = new SampledActions(resources, head);
        InputGradients = [.. Enumerable.Range(0, critics).Select(_ => new StateActionRows(resources))];
        headGradients = new float[resources.Capacity * head.Outputs];
        differentiateHalf = DifferentiateHalf;
    }

    /// <summary>(s, a~) and log pi(a~|s).</summary>
    public SampledActions Actions { get; }

    /// <summary>dL/d(s, a~) through each critic, for the learner to set.</summary>
    public StateActionRows[] InputGradients { get; }

    /// <summary>What -mean log pi(a|s) of the data's actions counts in the policy's loss.</summary>
    public float CloningWeight { get; init; }

    /// <summary>mean log pi(a|s) of the data's actions, where it counts, before the policy's step.</summary>
    public float Likelihood => (float)((likelihoods[0] + likelihoods[1]) / batch.Size);

    /// <summary>The temperature in this update.</summary>
    public float Alpha { get; private set; }

    /// <summary>Begins an update.</summary>
    /// <param name="batch">Its transitions.</param>
    /// <param name="noise">Standard normals of a~, [batch size, action].</param>
    public void Begin(TransitionBatch batch, float[] noise)
    {
        (this.batch, this.noise) = (batch, noise);
        Alpha = MathF.Exp(logAlpha.Value);
    }

    /// <summary>Samples a~ for some rows, with a pass of the policy.</summary>
    public void Sample(int start, int count)
    {
        var outputs = policy.AtState(NativeView.OfPinned(batch.Observations), start, count);
        for (var row = start; row < start + count; row++)
        {
            Sample(row, head.Row(outputs, row - start));
        }
    }

    /// <summary>Samples a~ for one row from the policy's outputs there.</summary>
    public void Sample(int row, ReadOnlySpan<float> outputs) =>
        Actions.Sample(row, batch.Observations.AsSpan(row * resources.ObservationDimension, resources.ObservationDimension), outputs, NoiseOf(row));

    /// <summary>Makes both steps.</summary>
    /// <param name="step">Number of the step, the first is 1.</param>
    /// <param name="isCloning">Whether nothing but the data's likelihood counts, and the temperature stands still.</param>
    /// <returns>The policy's entropy at the batch's states.</returns>
    public float Step(long step, bool isCloning = false)
    {
        this.isCloning = isCloning;
        resources.Lanes.Run(2, differentiateHalf);
        policy.Step(step);
        double logDensity = 0;
        for (var row = 0; row < batch.Size; row++)
        {
            logDensity += Actions.LogDensities[row];
        }

        // The temperature: -log alpha (log pi + target entropy), whose gradient is entropy - target entropy.
        var entropy = (float)(-logDensity / batch.Size);
        logAlpha.Step(step, isCloning ? 0 : entropy - targetEntropy);
        return entropy;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Actions.Dispose();
        Array.ForEach(InputGradients, rows => rows.Dispose());
    }

    private ReadOnlySpan<float> NoiseOf(int row) => ActionOf(noise, row);

    private ReadOnlySpan<float> ActionOf(float[] actions, int row) => actions.AsSpan(row * resources.ActionDimension, resources.ActionDimension);

    private void DifferentiateHalf(int half, int lane)
    {
        Span<float> actionGradient = stackalloc float[resources.ActionDimension];
        var (start, count) = policy.RowsOf(half);
        var outputs = policy.Outputs(start, count);
        var gradients = headGradients.AsSpan(start * head.Outputs, count * head.Outputs);
        double likelihood = 0;
        for (var row = start; row < start + count; row++)
        {
            var ofRow = head.Row(outputs, row - start);
            var gradient = gradients.Slice((row - start) * head.Outputs, head.Outputs);
            if (isCloning)
            {
                gradient.Clear();
            }
            else
            {
                StateActionRows.SumOfActions(InputGradients, row, actionGradient);
                head.Differentiate(ofRow, NoiseOf(row), Actions.Rows.ActionOf(row), Alpha / batch.Size, actionGradient, gradient);
            }

            if (CloningWeight > 0)
            {
                likelihood += head.AddLikelihood(ofRow, ActionOf(batch.Actions, row), CloningWeight / batch.Size, gradient);
            }
        }

        likelihoods[half] = likelihood;
        policy.Backward(NativeView.OfPinned(batch.Observations), half, gradients, lane);
    }
}
