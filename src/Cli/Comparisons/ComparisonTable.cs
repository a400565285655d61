using System.Globalization;
using System.Text;
using AwacAkka.Actors.Configuration;
using AwacAkka.Cli.Terminal;
using AwacAkka.Statistics;

namespace AwacAkka.Cli.Comparisons;

/// <summary>A comparison's figures as a table, for terminals and as Markdown.</summary>
internal static class ComparisonTable
{
    /// <summary>The table in columns.</summary>
    public static string ForTerminal(ComparisonPlan plan, ComparisonSummary summary)
    {
        string[][] rows = [Header(plan), .. summary.Entries.Select(entry => Row(summary, entry))];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.Append(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The table as Markdown, with what it is of.</summary>
    /// <param name="plan">The comparison.</param>
    /// <param name="summary">Its figures.</param>
    /// <param name="leftOut">The entries that they are without.</param>
    /// <param name="picture">The picture's name.</param>
    public static string ForMarkdown(ComparisonPlan plan, ComparisonSummary summary, IReadOnlyList<LeftOutEntry> leftOut, string picture)
    {
        var header = Header(plan);
        string[][] rows = [header, [.. header.Select((_, column) => column == 0 ? "---" : "---:")], .. summary.Entries.Select(entry => Row(summary, entry))];
        var table = string.Concat(rows.Select(row => $"| {string.Join(" | ", row)} |\n"));
        var missing = string.Concat(leftOut.Select(entry => $"Left out: {entry.Label}. {entry.Reason}.\n\n"));
        return $"# {plan.Config.Name}\n\n{Explanation(plan)}\n\n{table}\n{missing}![{plan.Config.Name}]({picture})\n";
    }

    /// <summary>What the figures are of, in sentences.</summary>
    public static string Explanation(ComparisonPlan plan)
    {
        var config = plan.Config;
        var policy = config.Policy == ComparedPolicy.Best
            ? "Each run's best policy, chosen by the run's own evaluations under its seed N"
            : "Each run's last policy, of seed N";
        var tasks = config.Tasks.Count == 1 ? string.Empty : $" on each of {config.Tasks.Count} tasks";
        var intervals = config.HasIntervals ? $" In brackets: 95 % intervals of {Numbers.Count(config.Resamples)} stratified bootstrap resamples." : string.Empty;
        return $"{config.Seeds.Count} runs per entry{tasks}. {policy}, is judged by {Numbers.Count(config.Episodes)} other episodes, under seed N + {config.EvaluationSeed}.{intervals}";
    }

    private static string[] Header(ComparisonPlan plan)
    {
        var (name, first) = (ComparedFigure.Name(plan.Measure), plan.Config.Entries[0].Label);
        string[] own = ["entry", "runs", $"mean {name}", "inter-quartile mean"];
        return plan.Config.Entries.Count == 1 ? own : [.. own, $"P(better than {first})", $"paired difference from {first}"];
    }

    private static string[] Row(ComparisonSummary summary, EntryFigures entry)
    {
        string[] own = [entry.Label, Numbers.Count(entry.Figures.Tasks.Sum(runs => runs.Length)), Text(entry.Mean, "#,0.0"), Text(entry.InterquartileMean, "#,0.0")];
        return summary.Entries.Count == 1 ? own
            : summary.AgainstFirst(entry.Label) is { } pair ? [.. own, Text(pair.Probability, "0.00"), Text(pair.Difference, "+#,0.0;-#,0.0;0.0")]
            : [.. own, "", ""];
    }

    private static string Text(Estimate estimate, string format)
    {
        string Of(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return estimate.Interval is { } interval ? $"{Of(estimate.Value)} [{Of(interval.Low)}, {Of(interval.High)}]" : Of(estimate.Value);
    }
}
