using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Threads;
using AwacAkka.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>What the algorithms on TorchSharp share: state in and out, figures, and the dispose scope around each update.</summary>
public abstract class TorchLearner : ILearner
{
    private readonly AlgorithmConfig config;
    private readonly bool flushDenormals;
    private readonly string[] metricNames;
    private readonly float[] metrics;
    private readonly List<Tensor> figures = new(ILearner.MetricsKept); // of an update each
    private Dictionary<string, StateTensor> carried = [];

    /// <summary>Finds the device. A derived class makes its networks there in its constructor, and ends it with <see cref="Restore"/> of the initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">
    /// What the learner is made with. On the CPU it runs on one thread or two, which the results do not depend on.
    /// </param>
    /// <param name="metricNames">Names of the figures that an update yields.</param>
    private protected TorchLearner(AlgorithmConfig config, LearnerContext context, string[] metricNames)
    {
        this.config = config;
        this.metricNames = metricNames;
        flushDenormals = context.Execution.FlushDenormals;
        metrics = new float[ILearner.MetricsKept * metricNames.Length];
        Device = TorchEngine.Device(context.Device);
        Pair = new TorchPair(Device, context.Execution.Threads);
    }

    /// <inheritdoc />
    public long Updates { get; private set; }

    /// <inheritdoc />
    public IReadOnlyList<string> MetricNames => metricNames;

    /// <inheritdoc />
    public Lanes Threads => Pair.Threads;

    /// <summary>Where the tensors are.</summary>
    private protected Device Device { get; }

    /// <summary>For what can be computed side by side.</summary>
    private protected TorchPair Pair { get; }

    /// <summary>Everything that is trained, and the targets.</summary>
    private protected abstract IEnumerable<TorchParameters> Parameters { get; }

    /// <inheritdoc />
    public void Update(TransitionBatch batch, UpdateNoise noise)
    {
        using var scope = NewDisposeScope();
        using var flush = DenormalFlush.Begin(flushDenormals); // on the processor even backward() runs on the calling thread
        if (figures.Count == ILearner.MetricsKept)
        {
            ForgetFigures();
        }

        figures.Add(stack(Step(new TorchBatch(batch, noise, config is not ValueConfig { MaskTerminals: false }, Device))).DetachFromDisposeScope());
        Updates++;
    }

    /// <inheritdoc />
    public ReadOnlySpan<float> TakeMetrics()
    {
        if (figures.Count == 0)
        {
            return [];
        }

        using var scope = NewDisposeScope();
        stack(figures).cpu().data<float>().CopyTo(metrics);
        var taken = metrics.AsSpan(0, figures.Count * metricNames.Length);
        ForgetFigures();
        return taken;
    }

    /// <inheritdoc />
    public TrainingState Capture()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, StateTensor>(carried);
        foreach (var parameters in Parameters)
        {
            parameters.Capture(tensors);
        }

        return new TrainingState(config.Algorithm, Updates, tensors);
    }

    /// <inheritdoc />
    public void Restore(TrainingState state)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var known = Parameters.SelectMany(parameters => parameters.Check(state)).ToHashSet();
        foreach (var parameters in Parameters)
        {
            parameters.Restore(state);
        }

        // The normaliser is part of the state but not of the update.
        carried = state.Tensors.Where(t => !known.Contains(t.Key)).ToDictionary(t => t.Key, t => t.Value);
        Updates = state.Updates;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Pair.Dispose();
        ForgetFigures();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    private void ForgetFigures()
    {
        figures.ForEach(row => row.Dispose());
        figures.Clear();
    }

    /// <summary>Frees networks and optimisers.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>One update; yields the figures, each a tensor of one number, in the order of <see cref="MetricNames"/>.</summary>
    private protected abstract Tensor[] Step(TorchBatch batch);
}
