using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Runs;

/// <summary>The run begins, or goes on, with what is kept of it.</summary>
/// <param name="First">What is recorded before anything else: the start of a new run, or a change of the configuration; null for neither.</param>
/// <param name="Checkpoint">The round whose checkpoint was restored; null where training begins at the initial state, or at a fork's.</param>
internal sealed record RunBegun(RunEvent? First, RoundTrained? Checkpoint) : IRunAnswer
{
    /// <summary>What a run begins, or goes on, with.</summary>
    public static RunBegun Of(RunSpec spec, RunHistory history, RoundTrained? checkpoint) => new(
        history.Started is null
            ? new RunStarted(
                spec.Config.ToHocon(), spec.Dataset?.ContentHash() ?? string.Empty, spec.DataReturn, spec.Seed,
                LearnerFactory.Fingerprint(spec.Config), RunSystem.Version)
            : spec.Extension is { } changes ? new RunExtended(spec.Config.ToHocon(), changes, RunSystem.Version)
            : null,
        checkpoint);
}

/// <summary>Old checkpoints of a phase are removed.</summary>
/// <param name="Phase">Offline or online.</param>
/// <param name="Oldest">The round of the oldest that is left; recovery begins there at the earliest.</param>
internal sealed record CheckpointsPruned(RunPhase Phase, int Oldest) : IRunAnswer;
