using System.Globalization;
using System.Text;
using System.Text.Json;
using AwacAkka.Actors.Configuration;
using AwacAkka.Statistics;

namespace AwacAkka.Cli.Comparisons;

/// <summary>A comparison's results as files for programs. They hold no times, so that the same results are the same files.</summary>
internal static class ResultFiles
{
    private const string Columns =
        "task,entry,seed,algorithm,environment,updates,steps,digest,policy,evaluation_seed,evaluation_episodes,figure,return,return_std,length,score,"
        + "success,success_any,success_steps,first_success_return,first_success_length,own_last_return,own_best_return";

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary><c>results.csv</c>: a line per run. What a task does not know is empty.</summary>
    public static byte[] Csv(ComparisonPlan plan, IReadOnlyList<ComparisonOutcome> outcomes) =>
        Encoding.UTF8.GetBytes(string.Concat(outcomes.Select(outcome => Line(plan, outcome)).Prepend(Columns).Select(line => line + "\n")));

    /// <summary><c>summary.json</c>: all figures with their intervals.</summary>
    /// <param name="plan">The comparison.</param>
    /// <param name="summary">Its figures.</param>
    /// <param name="leftOut">The entries that they are without.</param>
    public static byte[] Summary(ComparisonPlan plan, ComparisonSummary summary, IReadOnlyList<LeftOutEntry> leftOut)
    {
        var config = plan.Config;
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                config.Name,
                Measure = ComparedFigure.Key(plan.Measure),
                Policy = config.Policy.ToString().ToLowerInvariant(),
                config.Episodes,
                config.EvaluationSeed,
                config.Seeds,
                Tasks = config.Tasks.Select(task => task.Name),
                Resamples = config.HasIntervals ? (int?)config.Resamples : null,
                Entries = summary.Entries.Select(entry => new
                {
                    entry.Label,
                    Figures = entry.Figures.Tasks,
                    Mean = Written(entry.Mean),
                    InterquartileMean = Written(entry.InterquartileMean),
                }),
                Pairs = summary.Pairs.Select(pair => new
                {
                    pair.Label,
                    pair.Over,
                    ProbabilityOfImprovement = Written(pair.Probability),
                    PairedDifference = Written(pair.Difference),
                }),
                LeftOut = leftOut.Count > 0 ? leftOut : null,
            },
            Json);
    }

    private static object Written(Estimate estimate) => new { estimate.Value, estimate.Interval?.Low, estimate.Interval?.High };

    private static string Line(ComparisonPlan plan, ComparisonOutcome outcome)
    {
        var (member, summary) = (outcome.Member, outcome.Judgement.Summary);
        object?[] cells =
        [
            member.Task, member.Label, member.Seed, Algorithms(member.Config), member.Config.Environment.Id, outcome.Updates, outcome.Steps,
            outcome.Judgement.Digest, outcome.Judgement.Policy.ToString().ToLowerInvariant(), outcome.Judgement.Seed, summary.Episodes,
            outcome.Figure(plan.Measure), summary.MeanReturn, summary.StandardDeviation, summary.MeanLength,
            outcome.Figure(ComparisonMeasure.Score, summary), summary.SuccessRate, summary.Goal?.AnyRate, summary.Goal?.StepShare,
            summary.Goal?.FirstReturn, summary.Goal?.FirstLength, outcome.Own is [.., var last] ? last.Summary.MeanReturn : null,
            outcome.Own.Select(own => (double?)own.Summary.MeanReturn).Max(),
        ];
        return string.Join(',', cells.Select(cell => Convert.ToString(cell, CultureInfo.InvariantCulture)));
    }

    /// <summary>Both phases' where there are two.</summary>
    private static string Algorithms(RunConfig config) => string.Join('+', config.Algorithms.Select(algorithm => algorithm.Algorithm).Distinct());
}
