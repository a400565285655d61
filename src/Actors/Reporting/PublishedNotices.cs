using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Reporting;

/// <summary>Published when a run goes on that has a past.</summary>
/// <param name="Trained">The recorded rounds in their order.</param>
/// <param name="Evaluations">The recorded evaluations.</param>
/// <param name="Checkpoint">The round whose checkpoint is gone on from; null where training begins at the initial state.</param>
/// <param name="Forked">Where the run starts, if it is a fork.</param>
public sealed record RunResumed(
    IReadOnlyCollection<RoundTrained> Trained, IReadOnlyCollection<Evaluated> Evaluations, RoundTrained? Checkpoint, RunForked? Forked = null) : IRunNews;
