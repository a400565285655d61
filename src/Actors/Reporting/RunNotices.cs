using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Reporting;

/// <summary>Published when a run goes on that has a past.</summary>
/// <param name="Trained">The recorded rounds in their order.</param>
/// <param name="Evaluations">The recorded evaluations.</param>
/// <param name="Checkpoint">The round whose checkpoint is gone on from; null where training begins at the initial state.</param>
/// <param name="Forked">Where the run starts, if it is a fork.</param>
public sealed record RunResumed(
    IReadOnlyCollection<RoundTrained> Trained, IReadOnlyCollection<Evaluated> Evaluations, RoundTrained? Checkpoint, RunForked? Forked = null);

/// <summary>Published for the user: something that the run can go on with, but that is not as it should be.</summary>
/// <param name="Sentence">What.</param>
public sealed record RunNotice(string Sentence);

/// <summary>Sentences about a run's past. Rounds are numbered as in metrics.csv, from 1.</summary>
internal static class RunNotices
{
    /// <summary>What is being resumed, and what has to be trained again for it.</summary>
    public static string Resumed(RunResumed resumed)
    {
        if (resumed.Trained.Count == 0)
        {
            return resumed.Forked is { } origin
                ? $"begins after online round {origin.Round} of '{origin.Source}'"
                : "resumed before the first round was trained";
        }

        var last = resumed.Trained.Last();
        var again = resumed.Trained.Count(t => resumed.Checkpoint is not { } c || (t.Phase, t.Round).CompareTo((c.Phase, c.Round)) > 0);
        var from = resumed.Checkpoint is { } checkpoint ? $"the checkpoint after {Name(checkpoint)}"
            : resumed.Forked is null ? "the initial state" : "the state that it was forked from";
        return $"resumed after {Name(last)}: from {from}, {again} recorded rounds are trained again and compared";
    }

    /// <summary>What a run goes on with instead of what it had.</summary>
    public static string Extended(RunExtended extended) => $"extended: {string.Join(", ", extended.Changes)}";

    /// <summary>A round that does not come to what is recorded.</summary>
    public static string Difference(RoundTrained recorded, LearnerTrained again) => recorded.Transitions != again.Transitions
        ? $"{Name(recorded)} was trained on {recorded.Transitions} transitions, but the journal has {again.Transitions} for it"
        : $"{Name(recorded)} does not come to the recorded weights: the journal says {recorded.Digest}, "
            + $"training it again gives {again.Digest}; the journal, or this machine's arithmetic, is not what it was";

    /// <summary>A round by name.</summary>
    public static string Name(RoundTrained round) => Name(round.Phase, round.Round);

    /// <summary>A round by name.</summary>
    public static string Name(RunPhase phase, int round) => $"{phase.ToString().ToLowerInvariant()} round {round + 1}";
}
