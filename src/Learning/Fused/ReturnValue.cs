using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// A value function V(s), named v, that is fitted to the data's returns: R = sum gamma^k r_k up to the last known transition of the episode, and
/// gamma^n V(s_n) from there on where it has not terminated.
/// </summary>
public sealed class ReturnValue : IFusedPart
{
    private readonly CriticEnsemble value;
    private readonly float[][] v;
    private readonly float[][] lastV;
    private readonly float[] returns;
    private int size;

    /// <summary>Allocates it.</summary>
    /// <param name="resources">Sizes and lanes.</param>
    /// <param name="config">Its hidden layers and step size.</param>
    public ReturnValue(FusedResources resources, ValueConfig config)
    {
        value = new CriticEnsemble(
            resources, ["v"], ActionShapes.Value(resources.Dimensions, config.CriticHidden),
            new CriticOptions(config.CriticLearningRate) { HasTarget = false, EvaluatesOnline = true });
        (v, lastV) = (value.NewOutputs(), value.NewOutputs());
        returns = new float[resources.Capacity];
    }

    /// <summary>mean (R - V(s))^2 over the batch.</summary>
    public float SquaredDistance
    {
        get
        {
            double sum = 0;
            for (var i = 0; i < size; i++)
            {
                sum += (double)Advantage(i) * Advantage(i);
            }

            return (float)(sum / size);
        }
    }

    /// <summary>Mean of V(s) over the batch.</summary>
    public float Mean => CriticTargets.Mean(v, size);

    /// <summary>R - V(s) of one transition.</summary>
    public float Advantage(int row) => returns[row] - v[0][row];

    /// <inheritdoc />
    public void Begin(int batchSize)
    {
        size = batchSize;
        value.Begin(batchSize);
    }

    /// <summary>Computes V(s) and R of a batch that has returns.</summary>
    public void Evaluate(TransitionBatch batch)
    {
        value.Evaluate(
            CriticPass.Trained(NativeView.OfPinned(batch.Observations), v), CriticPass.Online(NativeView.OfPinned(batch.LastObservations), lastV));
        CriticTargets.Returns(batch, lastV[0], returns);
    }

    /// <summary>Adam's step of V towards R.</summary>
    /// <param name="step">Its number, the first is 1.</param>
    public void Step(long step) => value.Step(step, returns, tau: null);

    /// <inheritdoc />
    public void Capture(IDictionary<string, StateTensor> tensors) => value.Capture(tensors);

    /// <inheritdoc />
    public void Restore(TrainingState state) => value.Restore(state);

    /// <inheritdoc />
    public void Dispose() => value.Dispose();
}
