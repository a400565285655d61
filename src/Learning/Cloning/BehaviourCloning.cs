using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Cloning;

/// <summary>
/// Behaviour cloning: maximum likelihood of a Gaussian policy on demonstrations, with Adam on batches. It is AWAC's policy step with
/// all weights 1, so the policy has the form that AWAC then starts from. A function of (configuration, demonstrations, seed).
/// </summary>
public sealed class BehaviourCloning : IDisposable
{
    private readonly AwacConfig config;
    private readonly LogDeviation deviation;
    private readonly int actionDimension;
    private readonly FlatNetwork policy;
    private readonly Mlp network;
    private readonly Workspace workspace;
    private readonly Adam adam;
    private readonly float[] outputGradient;
    private readonly float[] logStd;
    private readonly double[] logStdGradient;
    private long updates;

    /// <summary>A policy with initial weights.</summary>
    /// <param name="config">Form of the policy, its learning rate and weight decay, and the batch size of the offline phase.</param>
    /// <param name="observationDimension">Numbers per observation.</param>
    /// <param name="actionDimension">Numbers per action.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="DllNotFoundException">OpenBLAS is not installed.</exception>
    public BehaviourCloning(AwacConfig config, int observationDimension, int actionDimension, ulong seed)
    {
        Blas.Initialise();
        this.config = config;
        deviation = config.Form.LogDeviation;
        this.actionDimension = actionDimension;
        var shape = FusedAwac.PolicyShape(config, observationDimension, actionDimension);
        policy = new FlatNetwork("policy", shape);
        policy.Restore(InitialState.Create(config, new Dimensions(observationDimension, actionDimension), seed));
        network = new Mlp(shape, config.OfflineBatchSize);
        workspace = new Workspace(config.OfflineBatchSize, shape.MaxWidth);
        adam = new Adam(config.PolicyLearningRate, config.PolicyWeightDecay);
        outputGradient = new float[config.OfflineBatchSize * actionDimension];
        logStd = new float[actionDimension];
        logStdGradient = new double[actionDimension];
    }

    /// <summary>Clones demonstrations.</summary>
    /// <param name="config">As for the constructor.</param>
    /// <param name="demonstrations">What to repeat.</param>
    /// <param name="updates">Number of batches.</param>
    /// <param name="seed">Seed of the initial weights and the batches.</param>
    /// <param name="progress">Called with the number of updates done.</param>
    /// <param name="cancellation">Stops between updates.</param>
    public static PolicySnapshot Clone(
        AwacConfig config, TransitionChunk demonstrations, int updates, ulong seed, Action<int>? progress = null,
        CancellationToken cancellation = default)
    {
        var (obs, act) = (demonstrations.ObservationDimension, demonstrations.ActionDimension);
        var rows = new ReplayBuffer(demonstrations.Count, obs, act);
        rows.Append(demonstrations);
        var batch = new TransitionBatch(config.OfflineBatchSize, obs, act);
        var indices = new int[config.OfflineBatchSize];
        using var learner = new BehaviourCloning(config, obs, act, seed);
        for (var update = 1; update <= updates; update++)
        {
            cancellation.ThrowIfCancellationRequested();
            new AddressedRandom(seed, DrawPurpose.Batch, (uint)update).FillIndices(indices, rows.Count);
            rows.Gather(indices, batch, normaliser: null);
            learner.Update(batch);
            progress?.Invoke(update);
        }

        return learner.Policy();
    }

    /// <summary>One step of Adam on a batch. Allocates nothing.</summary>
    /// <returns>The batch's mean log likelihood before the step.</returns>
    public double Update(TransitionBatch batch)
    {
        updates++;
        var free = policy.Shape.FreeOf(policy.Parameters.View).Span;
        for (var d = 0; d < actionDimension; d++)
        {
            logStd[d] = deviation.Of(free[d]);
        }

        Array.Clear(logStdGradient);
        var states = NativeView.OfPinned(batch.Observations);
        network.Forward(policy.Parameters.View, states, 0, batch.Size);
        var likelihood = Likelihood(batch);
        network.Backward(policy.Parameters.View, states, 0, batch.Size, outputGradient, policy.Gradients.View, default, workspace);
        var freeGradient = policy.Shape.FreeOf(policy.Gradients.View).Span;
        for (var d = 0; d < actionDimension; d++)
        {
            freeGradient[d] = (float)logStdGradient[d] * deviation.Slope(free[d]);
        }

        policy.Step(adam, updates, 0, policy.Shape.Parameters);
        return likelihood;
    }

    /// <summary>The policy as it is now.</summary>
    public PolicySnapshot Policy()
    {
        var tensors = new SortedDictionary<string, StateTensor>(StringComparer.Ordinal);
        policy.Capture(tensors);
        return TrainedPolicy.Of(config, new TrainingState(config.Algorithm, updates, tensors));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        policy.Dispose();
        network.Dispose();
        workspace.Dispose();
    }

    /// <summary>Mean of log pi(a|s), and the gradient of its negative in <see cref="outputGradient"/> and <see cref="logStdGradient"/>.</summary>
    private double Likelihood(TransitionBatch batch)
    {
        var outputs = network.Output(0, batch.Size);
        double sum = 0;
        for (var i = 0; i < outputs.Length; i++)
        {
            var d = i % actionDimension;
            var tanh = config.MeanActivation == MeanActivation.Tanh;
            var mean = tanh ? MathF.Tanh(outputs[i]) : outputs[i];
            var std = MathF.Exp(logStd[d]);
            var z = (batch.Actions[i] - mean) / std;
            sum += -0.5 * z * z - logStd[d] - Gaussian.HalfLogTwoPi;
            outputGradient[i] = -z / std / batch.Size * (tanh ? 1 - mean * mean : 1);
            logStdGradient[d] -= (z * z - 1) / batch.Size;
        }

        return sum / batch.Size;
    }
}
