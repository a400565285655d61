using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Reporting;

/// <summary>What is said of a run: to its user, where rounds are numbered as in metrics.csv, from 1, and in its log.</summary>
internal static class RunSentences
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

    /// <summary>A stream that begins anew.</summary>
    public static string Quarantined(SlotQuarantined slot) =>
        $"slot {slot.Slot} of {Name(RunPhase.Online, slot.Round)} failed too often and begins anew: {slot.Reason}";

    /// <summary>A round that does not come to what is recorded.</summary>
    public static string Difference(RoundTrained recorded, LearnerTrained again) => recorded.Transitions != again.Transitions
        ? $"{Name(recorded)} was trained on {recorded.Transitions} transitions, but the journal has {again.Transitions} for it"
        : $"{Name(recorded)} does not come to the recorded weights: the journal says {recorded.Digest}, "
            + $"training it again gives {again.Digest}; the journal, or this machine's arithmetic, is not what it was";

    /// <summary>A round by name.</summary>
    public static string Name(RoundTrained round) => Name(round.Phase, round.Round);

    /// <summary>A round by name.</summary>
    public static string Name(RunPhase phase, int round) => $"{phase.ToString().ToLowerInvariant()} round {round + 1}";

    /// <summary>An event as a line of the run's log, with the digest wherever there is one. Rounds are numbered as in the event, from 0.</summary>
    public static string LogLine(RunEvent runEvent) => runEvent switch
    {
        RunStarted e => $"run started: seed {e.Seed}, dataset {(e.DatasetHash.Length > 0 ? e.DatasetHash : "none")}, {e.Fingerprint}, version {e.Version}",
        RunForked e => $"run forked from {e.Source} after {e.Round} online rounds: digest {e.Digest}",
        RunExtended e => $"run extended: {string.Join(", ", e.Changes)}, version {e.Version}",
        Seeded e => $"replay buffer seeded with {e.Transitions} transitions",
        RoundOpened e => $"online round {e.Round} opened with {(e.RandomActions ? "random actions" : $"the policy of version {e.PolicyVersion}")}",
        RoundTrained e => $"{e.Phase} round {e.Round} trained: {e.Updates} updates, {e.Steps} steps, digest {e.Digest}",
        Evaluated e => $"{e.Phase} round {e.Round} evaluated: mean return {e.Episodes.Average(s => s.Return):f1} of {e.Episodes.Count} episodes{Successes(e)}",
        SlotQuarantined e => $"slot {e.Slot} of round {e.Round} quarantined: {e.Reason}",
        ReplayPruned e => $"transitions of before online round {e.FirstRound} pruned from the journal; recovery begins after round {e.Checkpoint}",
        Finished e => $"run finished: digest {e.Digest}",
        _ => runEvent.ToString(),
    };

    private static string Successes(Evaluated evaluated) =>
        evaluated.Episodes.All(e => e.Success is null) ? string.Empty : $", {evaluated.Episodes.Count(e => e.Success == true)} of them a success";
}
