using Akka.Actor;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Reporting;

/// <summary>Turns a run's events into its records, and into what the user sees.</summary>
public sealed class ReporterActor : ReceiveActor
{
    private readonly RunReports reports;
    private readonly IRunProgress progress;
    private readonly TaskCompletionSource reported;
    private readonly Action checkJournal;
    private long updates;
    private long steps;

    /// <summary>Reports the run in that folder.</summary>
    /// <param name="request">The run.</param>
    /// <param name="progress">What the user sees.</param>
    /// <param name="reported">Completes when the last record is written, with the failure if one cannot be.</param>
    /// <param name="checkJournal">Throws where the folder is no longer this run's.</param>
    public ReporterActor(RunRequest request, IRunProgress progress, TaskCompletionSource reported, Action checkJournal)
    {
        (this.progress, this.reported, this.checkJournal) = (progress, reported, checkJournal);
        reports = new RunReports(request);
        Receive<RunResumed>(Restore);
        Receive<RoundTrained>(trained =>
        {
            progress.Advanced(new RunAdvance(
                trained.Phase, trained.Updates, trained.Steps,
                Speed(trained.Updates - updates, trained.Seconds), Speed(trained.Steps - steps, trained.CollectSeconds)));
            (updates, steps) = (trained.Updates, trained.Steps);
            reports.Add(trained);
            Flush();
        });
        Receive<Evaluated>(evaluated =>
        {
            reports.Add(evaluated);
            Flush();
        });
        Receive<RunExtended>(extended => progress.Noticed(RunSentences.Extended(extended)));
        Receive<SlotQuarantined>(slot => progress.Noticed(RunSentences.Quarantined(slot)));
        Receive<RunNotice>(notice => progress.Noticed(notice.Sentence));
        Receive<LearnerProgress>(p => progress.Advanced(new RunAdvance(p.Phase, p.Updates, steps, p.UpdatesPerSecond)));
    }

    /// <summary>A record that cannot be written ends the run: a new reporter does not know the rows before, and must not draw without them.</summary>
    protected override void PreRestart(Exception reason, object message) => reported.TrySetException(reason);

    /// <inheritdoc />
    protected override void PostStop()
    {
        if (reported.Task.IsFaulted)
        {
            return;
        }

        try
        {
            checkJournal(); // another run may have the folder's name by now
            reports.DrawCurve();
            reported.TrySetResult();
        }
        catch (StorageException e)
        {
            reported.TrySetException(e);
        }
    }

    private void Restore(RunResumed resumed)
    {
        if (resumed.Trained.Count > 0)
        {
            var last = resumed.Trained.Last();
            (updates, steps) = (last.Updates, last.Steps);
        }

        if (reports.Restore(resumed.Trained, resumed.Evaluations) is { } row)
        {
            progress.RoundEnded(row);
        }

        progress.Noticed(RunSentences.Resumed(resumed));
    }

    private void Flush()
    {
        foreach (var row in reports.Flush())
        {
            progress.RoundEnded(row);
        }
    }

    private static double? Speed(long amount, double seconds) => amount > 0 && seconds > 0 ? amount / seconds : null;
}
