using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Reporting;

/// <summary>Events as lines of the run's log.</summary>
internal static class RunLogLine
{
    /// <summary>One line, with the digest wherever there is one.</summary>
    public static string Of(RunEvent runEvent) => runEvent switch
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
