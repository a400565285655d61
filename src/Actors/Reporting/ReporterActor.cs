using Akka.Actor;
using AwacAkka.Actors.Evaluations;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Runs;

namespace AwacAkka.Actors.Reporting;

/// <summary>
/// Turns a run's events into its records: rows of metrics.csv, the learning curve, and what the user sees. An evaluation ends after
/// later rounds have begun; its row, and those behind it, wait for it, so that the file is in the order of rounds.
/// </summary>
public sealed class ReporterActor : ReceiveActor
{
    private readonly RunPlan plan;
    private readonly IRunProgress progress;
    private readonly TaskCompletionSource reported;
    private readonly MetricsFile metrics;
    private readonly RunFolder folder;
    private readonly string title;
    private readonly double? dataReturn;
    private readonly Queue<RoundTrained> waiting = new();
    private readonly Dictionary<(RunPhase, int), EvaluationSummary> evaluations = [];
    private readonly List<MetricsRow> rows = [];
    private long updates;
    private long steps;

    /// <summary>Reports the run in that folder.</summary>
    /// <param name="request">The run.</param>
    /// <param name="progress">What the user sees.</param>
    /// <param name="reported">Completes when the last record is written, with the failure if one cannot be.</param>
    public ReporterActor(RunRequest request, IRunProgress progress, TaskCompletionSource reported)
    {
        this.progress = progress;
        this.reported = reported;
        folder = request.Folder;
        dataReturn = request.DataReturn;
        var config = request.Config;
        plan = new RunPlan(config);
        metrics = new MetricsFile(folder.Metrics);
        title = $"{config.Algorithm.Algorithm.ToUpperInvariant()} on {config.Environment.Id}";
        Receive<RunResumed>(Restore);
        Receive<RoundTrained>(trained =>
        {
            progress.Advanced(new RunAdvance(
                trained.Phase, trained.Updates, trained.Steps,
                Speed(trained.Updates - updates, trained.Seconds), Speed(trained.Steps - steps, trained.CollectSeconds)));
            (updates, steps) = (trained.Updates, trained.Steps);
            waiting.Enqueue(trained);
            Flush();
        });
        Receive<Evaluated>(evaluated =>
        {
            evaluations[(evaluated.Phase, evaluated.Round)] = EvaluationActor.Summarise(evaluated.Episodes);
            Flush();
        });
        Receive<SlotQuarantined>(slot => progress.Noticed(
            $"slot {slot.Slot} of round {slot.Round} failed too often and begins anew: {slot.Reason}"));
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
            DrawCurve();
            reported.TrySetResult();
        }
        catch (StorageException e)
        {
            reported.TrySetException(e);
        }
    }

    /// <summary>Writes the metrics again from the journal: after a crash the file may be behind it or torn.</summary>
    private void Restore(RunResumed resumed)
    {
        foreach (var evaluated in resumed.Evaluations)
        {
            evaluations[(evaluated.Phase, evaluated.Round)] = EvaluationActor.Summarise(evaluated.Episodes);
        }

        foreach (var trained in resumed.Trained)
        {
            waiting.Enqueue(trained);
            (updates, steps) = (trained.Updates, trained.Steps);
        }

        MetricsRow[] complete = [.. TakeComplete()];
        metrics.Rewrite(complete);
        Array.ForEach(complete, Keep);
        if (complete.Length > 0)
        {
            progress.RoundEnded(complete[^1]);
        }

        progress.Noticed(RunNotices.Resumed(resumed));
    }

    private void Flush()
    {
        foreach (var row in TakeComplete())
        {
            Keep(row);
            metrics.Append(row);
            if (row.Evaluation is not null)
            {
                DrawCurve();
            }

            progress.RoundEnded(row);
        }
    }

    private void DrawCurve() => WholeFile.Write(folder.Curve, LearningCurve.Draw(title, rows, dataReturn), durable: false);

    /// <summary>The curve is drawn of evaluations and of where it ends: the rows between would only fill a long run's memory.</summary>
    private void Keep(MetricsRow row)
    {
        if (rows.Count > 0 && rows[^1] is { Evaluation: null, Phase: var phase } && phase == row.Phase)
        {
            rows[^1] = row;
        }
        else
        {
            rows.Add(row);
        }
    }

    private IEnumerable<MetricsRow> TakeComplete()
    {
        while (waiting.TryPeek(out var trained))
        {
            var key = (trained.Phase, trained.Round);
            if (plan.Evaluates(trained.Phase, trained.Round) && !evaluations.ContainsKey(key))
            {
                yield break;
            }

            yield return Row(waiting.Dequeue(), evaluations.GetValueOrDefault(key));
        }
    }

    private static double? Speed(long amount, double seconds) => amount > 0 && seconds > 0 ? amount / seconds : null;

    private static MetricsRow Row(RoundTrained trained, EvaluationSummary? evaluation) => new(
        trained.Phase, trained.Round + 1, trained.Updates, trained.Steps, trained.Transitions, trained.Episodes.Count,
        trained.Episodes.Count > 0 ? trained.Episodes.Average(e => e.Return) : null, evaluation, trained.Digest, trained.Metrics);
}
