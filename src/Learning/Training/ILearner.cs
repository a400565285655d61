using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Threads;

namespace AwacAkka.Learning.Training;

/// <summary>
/// An algorithm with its networks and optimisers, on one device. An update is a pure function of (state, batch, noise): the caller
/// draws both, so implementations can be held against each other and against golden files.
/// </summary>
public interface ILearner : IDisposable
{
    /// <summary>Updates whose metrics a learner keeps at most.</summary>
    const int MetricsKept = 100;

    /// <summary>Updates made so far. An optimiser that steps at each of them counts by it; one that does not has a count of its own in the state.</summary>
    long Updates { get; }

    /// <summary>Names of an update's metrics.</summary>
    IReadOnlyList<string> MetricNames { get; }

    /// <summary>The threads that an update runs on; idle between updates, when a batch may be drawn on them.</summary>
    Lanes Threads { get; }

    /// <summary>One update of the algorithm. The batch's observations are already normalised.</summary>
    void Update(TransitionBatch batch, UpdateNoise noise);

    /// <summary>
    /// Metrics of the updates since they were last taken, a row in the order of <see cref="MetricNames"/> for each, valid until the next
    /// update. Take them at least every <see cref="MetricsKept"/> updates, else they are forgotten; on a GPU not after each, since it is
    /// waited for.
    /// </summary>
    ReadOnlySpan<float> TakeMetrics();

    /// <summary>Copies the complete state out.</summary>
    TrainingState Capture();

    /// <summary>Takes over a captured or initial state.</summary>
    /// <exception cref="ArgumentException">A tensor is missing or has another shape.</exception>
    void Restore(TrainingState state);
}
