using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Numerics.Threads;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// What the fused CPU learners share: two critics, a policy, their inputs, and the split of the work over two threads. What adds up over rows
/// is split in one way for ever - a critic each, or half the batch each; of forward passes, whose rows do not know each other, a thread that has
/// nothing to do takes blocks from the other. Everything is allocated at construction; an update allocates nothing.
/// </summary>
public abstract unsafe class FusedActorCritic : ILearner
{
    private readonly MlpShape criticShape;
    private readonly Adam policyAdam;
    private readonly Adam criticAdam;
    private readonly Action<int, int, int> samplePolicyBlock;
    private readonly Action<int> stepPolicyHalf;
    private readonly float[] metrics;
    private readonly bool flushDenormals;
    private int metricRows; // of updates whose metrics nobody has taken
    private KeyValuePair<string, StateTensor>[] normaliser = [];

    /// <summary>Allocates networks and workspaces for the larger of the two batch sizes.</summary>
    protected FusedActorCritic(
        ActorCriticConfig config, int observationDimension, int actionDimension, MlpShape policyShape,
        float policyWeightDecay, float? criticMax, bool evaluatesCritics, FusedExecution on, IReadOnlyList<string> metricNames)
    {
        Config = config;
        ObservationDimension = observationDimension;
        ActionDimension = actionDimension;
        MetricNames = metricNames;
        metrics = new float[ILearner.MetricsKept * metricNames.Count];
        policyAdam = new Adam(config.PolicyLearningRate, policyWeightDecay);
        criticAdam = new Adam(config.CriticLearningRate);
        (samplePolicyBlock, stepPolicyHalf) = (SamplePolicyBlock, StepPolicyHalf);

        var capacity = Math.Max(config.OfflineBatchSize, config.OnlineBatchSize);
        Policy = new FusedPolicy(policyShape, capacity, on.Precision);
        criticShape = new MlpShape(InputWidth, config.CriticHidden, 1);
        var width = Math.Max(policyShape.MaxWidth, criticShape.MaxWidth);
        Workspaces = [new Workspace(capacity, width), new Workspace(capacity, width)];
        Critics =
        [
            new FusedCritic("q1", criticShape, capacity, criticMax, on.Precision, evaluatesCritics),
            new FusedCritic("q2", criticShape, capacity, criticMax, on.Precision, evaluatesCritics),
        ];
        StateAction = new NativeBuffer(capacity * InputWidth);
        NextStateAction = new NativeBuffer(capacity * InputWidth);
        StatePolicyAction = new NativeBuffer(capacity * InputWidth);
        Q = [new float[capacity], new float[capacity]];
        TargetQ = [new float[capacity], new float[capacity]];
        PolicyQ = [new float[capacity], new float[capacity]];
        Targets = new float[capacity];
        Threads = new ThreadPair(on.Threads > 1);
        flushDenormals = on.FlushDenormals;
    }

    /// <inheritdoc />
    public long Updates { get; private set; }

    /// <inheritdoc />
    public IReadOnlyList<string> MetricNames { get; }

    /// <inheritdoc />
    public ThreadPair Threads { get; }

    /// <summary>The values in use.</summary>
    protected ActorCriticConfig Config { get; }

    /// <summary>Numbers per observation.</summary>
    protected int ObservationDimension { get; }

    /// <summary>Numbers per action.</summary>
    protected int ActionDimension { get; }

    /// <summary>The batch in work.</summary>
    protected TransitionBatch Batch { get; private set; } = new(0, 0, 0);

    /// <summary>The noise in work.</summary>
    protected UpdateNoise Noise { get; private set; } = new(0, 0, []);

    /// <summary>The policy.</summary>
    protected FusedPolicy Policy { get; }

    /// <summary>Memory for the passes of each thread.</summary>
    protected Workspace[] Workspaces { get; }

    /// <summary>The two critics.</summary>
    protected FusedCritic[] Critics { get; }

    /// <summary>(s, a) rows.</summary>
    protected NativeBuffer StateAction { get; }

    /// <summary>(s', a') rows.</summary>
    protected NativeBuffer NextStateAction { get; }

    /// <summary>(s, a~) rows, a~ of the policy.</summary>
    protected NativeBuffer StatePolicyAction { get; }

    /// <summary>Q_i(s, a) per critic.</summary>
    protected float[][] Q { get; }

    /// <summary>Target Q_i(s', a') per critic.</summary>
    protected float[][] TargetQ { get; }

    /// <summary>Q_i(s, a~) per critic.</summary>
    protected float[][] PolicyQ { get; }

    /// <summary>y per transition.</summary>
    protected float[] Targets { get; }

    /// <summary>The batch in blocks for the critics' forward passes.</summary>
    protected RowBlocks CriticBlocks { get; private set; }

    /// <summary>Numbers per critic input.</summary>
    protected int InputWidth => ObservationDimension + ActionDimension;

    /// <inheritdoc />
    public void Update(TransitionBatch batch, UpdateNoise noise)
    {
        Batch = batch;
        Noise = noise;
        Updates++;
        CriticBlocks = new RowBlocks(criticShape, batch.Size);
        using var flush = DenormalFlush.Begin(flushDenormals);
        Policy.Begin(batch.Size);
        metricRows %= ILearner.MetricsKept;
        Update(metrics.AsSpan(metricRows++ * MetricNames.Count, MetricNames.Count));
    }

    /// <inheritdoc />
    public ReadOnlySpan<float> TakeMetrics()
    {
        var taken = metrics.AsSpan(0, metricRows * MetricNames.Count);
        metricRows = 0;
        return taken;
    }

    /// <inheritdoc />
    public TrainingState Capture()
    {
        var tensors = new SortedDictionary<string, StateTensor>(StringComparer.Ordinal);
        Policy.Capture(tensors);
        Critics[0].Capture(tensors);
        Critics[1].Capture(tensors);
        CaptureExtra(tensors);
        foreach (var (name, tensor) in normaliser)
        {
            tensors[name] = tensor;
        }

        return new TrainingState(Config.Algorithm, Updates, tensors);
    }

    /// <inheritdoc />
    public void Restore(TrainingState state)
    {
        if (state.Algorithm != Config.Algorithm)
        {
            throw new ArgumentException($"the training state is of '{state.Algorithm}', the learner of '{Config.Algorithm}'");
        }

        Policy.Restore(state);
        Critics[0].Restore(state);
        Critics[1].Restore(state);
        RestoreExtra(state);
        normaliser = [.. state.Tensors.Where(t => t.Key.StartsWith("normaliser.", StringComparison.Ordinal))]; // carried, never changed
        Updates = state.Updates;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Threads.Dispose();
        Policy.Dispose();
        foreach (var disposable in (IDisposable[])[.. Critics, .. Workspaces, StateAction, NextStateAction, StatePolicyAction])
        {
            disposable.Dispose();
        }

        DisposeExtra();
        GC.SuppressFinalize(this);
    }

    /// <summary>The algorithm.</summary>
    protected abstract void Update(Span<float> figures);

    /// <summary>Adds tensors that only this algorithm has.</summary>
    protected virtual void CaptureExtra(IDictionary<string, StateTensor> tensors)
    {
    }

    /// <summary>Takes over tensors that only this algorithm has.</summary>
    protected virtual void RestoreExtra(TrainingState state)
    {
    }

    /// <summary>Frees what only this algorithm has.</summary>
    protected virtual void DisposeExtra()
    {
    }

    /// <summary>Runs both halves of a piece of work.</summary>
    protected void InParallel(Action<int> half) => Threads.Run(half);

    /// <summary>Runs both halves of a piece of work, if any, and then blocks of both (half, block, thread), wherever there is time.</summary>
    protected void InParallel(Action<int>? half, int blocks, Action<int, int, int> block) => Threads.Run(half, blocks, block);

    /// <summary>Samples the policy at s' and at s, in blocks of half the batch.</summary>
    protected void SamplePolicy() => Threads.Run(null, 2 * Policy.Blocks, samplePolicyBlock);

    /// <summary>Writes some rows of (s', a'), a' ~ pi(.|s').</summary>
    protected abstract void SampleNext(int start, int count, int thread);

    /// <summary>Writes some rows of (s, a~), a~ of the policy at s, and of (s, a).</summary>
    protected abstract void SampleCurrent(int start, int count);

    /// <summary>The start of a pinned array.</summary>
    protected static float* Start(float[] pinned) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

    /// <summary>Writes one critic input.</summary>
    protected void Join(NativeBuffer inputs, int row, ReadOnlySpan<float> observation, ReadOnlySpan<float> action)
    {
        var input = inputs.Span.Slice(row * InputWidth, InputWidth);
        observation.CopyTo(input);
        action.CopyTo(input[ObservationDimension..]);
    }

    /// <summary>One row's observation of the batch.</summary>
    protected ReadOnlySpan<float> Observation(float[] observations, int row) =>
        observations.AsSpan(row * ObservationDimension, ObservationDimension);

    /// <summary>One row's action of the batch or of the noise.</summary>
    protected ReadOnlySpan<float> Action(ReadOnlySpan<float> actions, int row) => actions.Slice(row * ActionDimension, ActionDimension);

    /// <summary>Whether the bootstrap at a row counts, 0 or 1.</summary>
    protected float Continues(int row) => Config.MaskTerminals ? 1 - Batch.Terminated[row] : 1;

    /// <summary>Critic i's step towards the targets.</summary>
    protected void StepCritic(int i) =>
        Critics[i].Step(
            criticAdam, Updates, StateAction.Pointer, Q[i].AsSpan(0, Batch.Size), Targets.AsSpan(0, Batch.Size), Config.Tau, Workspaces[i]);

    /// <summary>Mean of both critics' Q(s, a).</summary>
    protected float MeanQ()
    {
        double sum = 0;
        for (var i = 0; i < Batch.Size; i++)
        {
            sum += (double)Q[0][i] + Q[1][i];
        }

        return (float)(sum / (2 * Batch.Size));
    }

    /// <summary>Adds the two halves' gradients and steps, each thread on half of the parameters.</summary>
    protected void StepPolicy() => Threads.Run(stepPolicyHalf);

    private void SamplePolicyBlock(int half, int block, int thread)
    {
        var (start, count) = Policy.Block(half, block % Policy.Blocks);
        if (block < Policy.Blocks)
        {
            SampleNext(start, count, thread);
        }
        else
        {
            SampleCurrent(start, count);
        }
    }

    private void StepPolicyHalf(int half) => Policy.Step(policyAdam, Updates, half);
}
