using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Cli.Terminal;
using AwacAkka.Environments;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Cli.Progress;

/// <summary>What is known of a run at the moment, in words.</summary>
/// <param name="config">The run's configuration.</param>
/// <param name="forked">Where it starts, if it is a fork.</param>
internal sealed class RunStatus(RunConfig config, RunForked? forked = null)
{
    private const string LossSuffix = "_loss";
    private readonly ReferenceReturns? reference = EnvironmentRegistry.Spec(config.Environment.Id).Reference;
    private readonly RunPlan plan = new(config, forked);
    private readonly RunPace pace = new(config, forked);
    private RunPhase? phase;
    private long updates;
    private long steps;
    private IReadOnlyList<KeyValuePair<string, float>> figures = [];
    private EvaluationSummary? evaluation;

    /// <summary>offline, online, or starting.</summary>
    public string Phase => phase?.ToString().ToLowerInvariant() ?? "starting";

    /// <summary>Updates made and to be made.</summary>
    public string Updates => $"{Numbers.Count(updates)} of {Numbers.Count(plan.TotalUpdates)} updates";

    /// <summary>Environment steps taken and to be taken.</summary>
    public string Steps => $"{Numbers.Count(steps)} of {Numbers.Count(config.Online.Steps)} steps";

    /// <summary>Share of all updates and steps, 0 to 1.</summary>
    public double Share => (double)(updates + steps) / Math.Max(1, plan.TotalUpdates + config.Online.Steps);

    /// <summary>Speed of the learner, or nothing.</summary>
    public string UpdateSpeed => pace.UpdatesPerSecond is { } speed ? $"{Numbers.Count((long)speed)} updates/s" : string.Empty;

    /// <summary>Speed of the rollouts, or nothing.</summary>
    public string StepSpeed => pace.StepsPerSecond is { } speed ? $"{Numbers.Count((long)speed)} steps/s" : string.Empty;

    /// <summary>The latest losses, or nothing.</summary>
    public string Losses => string.Join(
        ", ",
        figures.Where(f => f.Key.EndsWith(LossSuffix, StringComparison.Ordinal))
            .Select(f => $"{f.Key.Replace('_', ' ')} {Numbers.Figure(f.Value)}"));

    /// <summary>The latest evaluation, or nothing.</summary>
    public string Evaluation => evaluation is { } latest
        ? $"evaluation {Numbers.Return(latest.MeanReturn)}{Score(latest.MeanReturn)}{Success(latest.SuccessRate)}"
        : string.Empty;

    /// <summary>Time to the end, or nothing.</summary>
    public string TimeLeft => pace.TimeLeft is { } left ? $"{Numbers.Duration(left)} left" : string.Empty;

    /// <summary>Takes counters in.</summary>
    public void Add(RunAdvance advance)
    {
        (phase, updates, steps) = (advance.Phase, advance.Updates, advance.Steps);
        pace.Add(advance);
    }

    /// <summary>Takes a round in.</summary>
    public void Add(MetricsRow row)
    {
        figures = row.Losses;
        evaluation = row.Evaluation ?? evaluation;
    }

    /// <summary>All of it that is known, in one line.</summary>
    public string Line()
    {
        string[] parts = [Phase, Updates, UpdateSpeed, config.Online.Steps > 0 ? Steps : "", StepSpeed, Losses, Evaluation, TimeLeft];
        return string.Join("  ", parts.Where(p => p.Length > 0));
    }

    private static string Success(double? rate) => rate is { } share ? $" (success {Numbers.Share(share)})" : string.Empty;

    private string Score(double episodeReturn) =>
        reference is null ? string.Empty : $" (score {Numbers.Score(reference.NormalisedScore(episodeReturn))})";
}
