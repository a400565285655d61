using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Storage;
using AwacAkka.Learning.State;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// The files of a run beside its journal: checkpoints and policies. Each is written only while the journal is the run's: a folder that is gone would
/// be made anew.
/// </summary>
/// <param name="spec">The run.</param>
/// <param name="store">Where it is kept.</param>
/// <param name="plan">Its schedule.</param>
/// <param name="policies">The policies in memory.</param>
/// <param name="notify">Called with a sentence for the user, about something that the run can go on with.</param>
internal sealed class RunFiles(RunSpec spec, IRunStore store, RunPlan plan, RecentPolicies policies, Action<string> notify)
{
    private readonly DivergenceHistory recent = new();
    private TrainingState? state;

    /// <summary>The state to go on from; null for a run's beginning.</summary>
    /// <param name="history">What the run remembers.</param>
    /// <param name="onDamage">Called with the path of a checkpoint that is not what was written.</param>
    /// <exception cref="RunFailedException">
    /// The journal does not hold what came before the oldest checkpoint, and none is left; or it is a fork's, and the request does not say from where.
    /// </exception>
    public RestoredState? Restore(RunHistory history, Action<string> onDamage)
    {
        if (history.Forked?.Digest != spec.Origin?.Lineage.Digest)
        {
            throw new RunFailedException($"the run '{store.Run}' is a fork, whose start is in its journal: read it as a recorded run first");
        }

        var restored = store.Restore(history.StartingPoints(plan), onDamage);
        return restored is null && history.Pruned is { } pruned
            ? throw new RunFailedException(
                $"no checkpoint after {RunSentences.Name(RunPhase.Online, pruned.Checkpoint)} or later is left undamaged in "
                + $"{store.Checkpoints}, and the journal no longer holds what came before; bring one back from a copy")
            : restored;
    }

    /// <summary>
    /// The files follow an extension when it is recorded. After a kill between the two they are one configuration behind, and are brought up to
    /// it here.
    /// </summary>
    public void FollowExtension(RunHistory history)
    {
        if (history is { Started: { } started, Extensions.Count: > 0 })
        {
            store.FollowExtension(spec.Config, started, plan);
        }
    }

    /// <summary>Takes in a round that was trained, and whose state may be written.</summary>
    public void Add(LearnerTrained trained)
    {
        policies.Add(trained);
        recent.Add(trained);
        state = trained.State;
    }

    public void Keep(RunStep.KeepCheckpoint step)
    {
        store.CheckJournal();
        TellMissing();
        store.Write(step.Phase, step.Round, state ?? throw new InvalidOperationException("a checkpoint was due whose state was not asked for"));
        store.WritePolicy(policies.Latest);
    }

    public void Keep(RunStep.KeepBest step)
    {
        store.CheckJournal();
        store.WriteBestPolicy(policies.Judged(step.Phase, step.Round), step.IsLast ? (step.Phase, step.Round) : null);
    }

    /// <summary>Writes the last policy.</summary>
    public void KeepLatest()
    {
        store.CheckJournal();
        TellMissing();
        store.WritePolicy(policies.Latest);
    }

    /// <summary>Removes old checkpoints.</summary>
    /// <returns>The round of the oldest that is left.</returns>
    public int Prune(RunStep.PruneCheckpoints step) => store.Prune(step.Phase, step.Needed);

    /// <summary>The learner never trains on: what is left behind is the last good round, and a report.</summary>
    /// <param name="diverged">What the learner found.</param>
    /// <param name="start">The round whose checkpoint the run went on from.</param>
    /// <returns>The end of the run.</returns>
    public RunFailedException Report(LearnerDiverged diverged, RoundTrained? start)
    {
        store.CheckJournal();
        (RunPhase Phase, int Round, string Digest)? good = start is null ? null : (start.Phase, start.Round, start.Digest);
        if (diverged.LastGood is { State: { } lastState } last)
        {
            store.Write(last.Phase, last.Round, lastState);
            store.WritePolicy(last.Judged);
            good = (last.Phase, last.Round, last.Digest);
        }

        var report = new DivergenceReport(store, diverged, good, recent.Rounds);
        report.Write();
        return new RunFailedException(report.Summary);
    }

    /// <summary>Files that vanished from under the run cost nothing that it needs to go on, but someone should know.</summary>
    private void TellMissing()
    {
        foreach (var file in store.Missing())
        {
            notify($"'{file}', which this run has written, was removed by another program; see that nothing cleans the run's folder");
        }
    }
}
