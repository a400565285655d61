using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Storage;

namespace AwacAkka.Actors.Runs;

/// <summary>What is known of the learner's last rounds, for the day on which it diverges.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="checkpoints">Where the last good state goes.</param>
internal sealed class LearnerPast(RunFolder folder, CheckpointStore checkpoints)
{
    private const int RoundsRemembered = 5;
    private readonly Queue<LearnerTrained> recent = new();

    /// <summary>Keeps a round's figures.</summary>
    public void Remember(LearnerTrained trained)
    {
        recent.Enqueue(trained with { State = null });
        if (recent.Count > RoundsRemembered)
        {
            recent.Dequeue();
        }
    }

    /// <summary>The learner never trains on: what is left behind is the last good round, and a report.</summary>
    /// <param name="diverged">What the learner found.</param>
    /// <param name="restored">The state that the run was resumed with.</param>
    /// <returns>The end of the run.</returns>
    public RunFailedException Report(LearnerDiverged diverged, RestoredState? restored)
    {
        (RunPhase Phase, int Round, string Digest)? good =
            restored is { After: var after } ? (after.Phase, after.Round, after.Digest) : null;
        if (diverged.LastGood is { State: { } state } last)
        {
            checkpoints.Write(last.Phase, last.Round, state);
            checkpoints.WritePolicy(last.Policy);
            good = (last.Phase, last.Round, last.Digest);
        }

        var report = new DivergenceReport(folder, diverged, good, [.. recent]);
        report.Write();
        return new RunFailedException(report.Summary);
    }
}
