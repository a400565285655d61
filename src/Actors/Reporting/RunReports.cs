using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Actors.Reporting;

/// <summary>
/// The files that a run's users look at: rows of metrics.csv and the learning curve. An evaluation ends after later rounds have begun;
/// its row, and those behind it, wait for it, so that the file is in the order of rounds.
/// </summary>
public sealed class RunReports
{
    private readonly RunPlan plan;
    private readonly MetricsFile metrics;
    private readonly RunFolder folder;
    private readonly string title;
    private readonly double? dataReturn;
    private readonly Queue<RoundTrained> waiting = new();
    private readonly Dictionary<(RunPhase, int), EvaluationSummary> evaluations = [];
    private readonly List<MetricsRow> rows = [];

    /// <summary>Reports the run in that folder.</summary>
    public RunReports(RunRequest request)
    {
        folder = request.Folder;
        dataReturn = request.DataReturn;
        plan = new RunPlan(request.Config, request.Origin?.Lineage);
        metrics = new MetricsFile(
            folder.Metrics, EnvironmentRegistry.Spec(request.Config.Environment.Id).SuccessfulSteps is not null, request.Config.OnlineAlgorithm is not null);
        title = $"{string.Join(", then ", request.Config.Algorithms.Select(algorithm => algorithm.Algorithm.ToUpperInvariant()).Distinct())} on {request.Config.Environment.Id}";
    }

    /// <summary>Takes in a round that was trained.</summary>
    public void Add(RoundTrained trained) => waiting.Enqueue(trained);

    /// <summary>Takes in an evaluation that has ended.</summary>
    public void Add(Evaluated evaluated) => evaluations[(evaluated.Phase, evaluated.Round)] = EvaluationSummary.Of(evaluated.Episodes);

    /// <summary>Writes what has become complete, and returns it.</summary>
    /// <exception cref="StorageException">A file cannot be written.</exception>
    public IReadOnlyList<MetricsRow> Flush()
    {
        MetricsRow[] complete = [.. TakeComplete()];
        foreach (var row in complete)
        {
            Keep(row);
            metrics.Append(row);
            if (row.Evaluation is not null)
            {
                DrawCurve();
            }
        }

        return complete;
    }

    /// <summary>Writes the metrics again from the journal: after a crash the file may be behind it or torn.</summary>
    /// <returns>The last complete row; null where there is none.</returns>
    /// <exception cref="StorageException">A file cannot be written.</exception>
    public MetricsRow? Restore(IEnumerable<RoundTrained> trained, IEnumerable<Evaluated> evaluated)
    {
        foreach (var evaluation in evaluated)
        {
            Add(evaluation);
        }

        foreach (var round in trained)
        {
            Add(round);
        }

        MetricsRow[] complete = [.. TakeComplete()];
        metrics.Rewrite(complete);
        Array.ForEach(complete, Keep);
        return complete.LastOrDefault();
    }

    /// <summary>Draws the curve as it is now.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public void DrawCurve() => RunFile.Write(folder.Curve, LearningCurve.Draw(title, rows, dataReturn), durable: false);

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

    private static MetricsRow Row(RoundTrained trained, EvaluationSummary? evaluation) => new(
        trained.Phase, trained.Round + 1, trained.Updates, trained.Steps, trained.Transitions, trained.Episodes.Count,
        trained.Episodes.Count > 0 ? trained.Episodes.Average(e => e.Return) : null, evaluation, trained.Digest, trained.Metrics);
}
