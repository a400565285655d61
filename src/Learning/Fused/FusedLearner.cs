using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Memory;
using AwacAkka.Numerics.Threads;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// What all fused CPU learners are, whatever their networks: a set of parts, an update, metrics, and the state that the parts make up.
/// Everything is allocated at construction; an update allocates nothing.
/// </summary>
/// <remarks>
/// A derived class makes its parts in its constructor, each through <see cref="Own"/>, ends it with <see cref="Restore"/> of the initial state,
/// and writes its loss in <see cref="Update(Span{float})"/> from top to bottom as its paper has it. The parts: <see cref="FusedPolicy"/> with a
/// head (<see cref="GaussianHead"/>, <see cref="CategoricalHead"/>, <see cref="TanhGaussianHead"/>, <see cref="DeterministicHead"/>), <see cref="CriticEnsemble"/> for Q(s, a) and
/// V(s), <see cref="CriticTargets"/>, <see cref="StateActionRows"/> as critics' inputs, <see cref="ScalarAdam"/> for a temperature. Ways of improving
/// a policy: <see cref="WeightedLikelihood"/> (for a tanh-Gaussian head <see cref="SquashedLikelihood"/>), <see cref="SoftImprovement"/>, <see cref="DeterministicImprovement"/>. For values of returns
/// <see cref="ReturnValue"/>, for a model of the data's behaviour <see cref="BehaviourModel"/>.
/// Sums over rows (gradients) are always split the same way, so that their bits never depend on timing. Forward passes are independent
/// per row; an idle lane steals blocks of them.
/// </remarks>
public abstract class FusedLearner : ILearner
{
    private readonly List<IDisposable> owned = [];
    private readonly float[] metrics;
    private readonly bool flushDenormals;
    private IFusedPart[] parts = [];
    private int metricRows; // of updates whose metrics nobody has taken
    private KeyValuePair<string, StateTensor>[] normaliser = [];

    /// <summary>Starts the lanes, for batches of the larger of the two sizes.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What the learner is made with.</param>
    /// <param name="metricNames">Names of the figures that an update writes.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    protected FusedLearner(AlgorithmConfig config, LearnerContext context, IReadOnlyList<string> metricNames)
    {
        Config = config;
        MetricNames = metricNames;
        metrics = new float[ILearner.MetricsKept * metricNames.Count];
        flushDenormals = context.Execution.FlushDenormals;
        Resources = new FusedResources(checked(config.LargestBatch * config.RowsPerTransition), context.Dimensions, context.Execution);
    }

    /// <inheritdoc />
    public long Updates { get; private set; }

    /// <inheritdoc />
    public IReadOnlyList<string> MetricNames { get; }

    /// <inheritdoc />
    public Lanes Threads => Resources.Lanes;

    /// <summary>What the parts are made with.</summary>
    protected FusedResources Resources { get; }

    /// <summary>Where pieces of work run side by side.</summary>
    protected Lanes Lanes => Resources.Lanes;

    /// <summary>The batch in work.</summary>
    protected TransitionBatch Batch { get; private set; } = new(0, 0, 0);

    /// <summary>The noise in work.</summary>
    protected UpdateNoise Noise { get; private set; } = new(0, 0, new BatchPlan([]));

    /// <summary>s of the batch in work, [batch size, observation].</summary>
    protected NativeView States => NativeView.OfPinned(Batch.Observations);

    /// <summary>s' of the batch in work, [batch size, observation].</summary>
    protected NativeView NextStates => NativeView.OfPinned(Batch.NextObservations);

    private AlgorithmConfig Config { get; }

    /// <inheritdoc />
    public void Update(TransitionBatch batch, UpdateNoise noise)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(batch.Size, Config.LargestBatch); // memory behind buffers would be written
        ArgumentOutOfRangeException.ThrowIfLessThan(batch.Observations.Length, batch.Size * Resources.ObservationDimension);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch.Actions.Length, batch.Size * Resources.ActionDimension);
        Batch = batch;
        Noise = noise;
        Updates++;
        using var flush = DenormalFlush.Begin(flushDenormals);
        foreach (var part in parts)
        {
            part.Begin(batch.Size);
        }

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
        foreach (var part in parts)
        {
            part.Capture(tensors);
        }

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

        foreach (var part in parts)
        {
            part.Restore(state);
        }

        normaliser = [.. state.Tensors.Where(t => t.Key.StartsWith("normaliser.", StringComparison.Ordinal))]; // carried, never changed
        Updates = state.Updates;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Resources.Dispose();
        owned.ForEach(part => part.Dispose());
        GC.SuppressFinalize(this);
    }

    /// <summary>The algorithm: one update on <see cref="Batch"/>, and its figures in the order of the metrics' names.</summary>
    protected abstract void Update(Span<float> figures);

    /// <summary>Takes a part over: it is disposed with the learner and, if it is an <see cref="IFusedPart"/>, is part of its state.</summary>
    protected T Own<T>(T part)
        where T : IDisposable
    {
        owned.Add(part);
        parts = [.. owned.OfType<IFusedPart>()];
        return part;
    }

    /// <summary>s of one transition.</summary>
    protected ReadOnlySpan<float> State(int row) => Row(Batch.Observations, row, Resources.ObservationDimension);

    /// <summary>s' of one transition.</summary>
    protected ReadOnlySpan<float> NextState(int row) => Row(Batch.NextObservations, row, Resources.ObservationDimension);

    /// <summary>a of one transition, or a row of other numbers of that width: noise, means, an output.</summary>
    protected ReadOnlySpan<float> Action(ReadOnlySpan<float> actions, int row) => Row(actions, row, Resources.ActionDimension);

    /// <summary>Writes (s, a) of some transitions.</summary>
    protected void WriteBatch(StateActionRows rows, int start, int count)
    {
        for (var row = start; row < start + count; row++)
        {
            rows.Write(row, State(row), Action(Batch.Actions, row));
        }
    }

    private static ReadOnlySpan<float> Row(ReadOnlySpan<float> rows, int row, int width) => rows.Slice(row * width, width);
}
