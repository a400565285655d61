using AwacAkka.Cli.Terminal;
using AwacAkka.Data.Files;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;

namespace AwacAkka.Cli.Datasets;

/// <summary>Shows what is in a dataset.</summary>
internal static class DatasetReport
{
    /// <summary>Writes some lines, then a warning per known defect of logs.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="survey">What was found out.</param>
    /// <param name="columns">The columns that make an observation; null for all.</param>
    /// <param name="id">The environment that the log was checked against, if any.</param>
    /// <param name="reference">Its reference returns, where there are any, for the score.</param>
    public static void Write(TextWriter output, DatasetSurvey survey, ColumnRanges? columns, string? id, ReferenceReturns? reference)
    {
        Line("source", survey.Kind + (survey.Ignored.Count > 0 ? $"; not read: {string.Join(", ", survey.Ignored)}" : string.Empty));
        foreach (var column in survey.Columns)
        {
            Line("array", Describe(column));
        }

        if (columns is not null)
        {
            Line("columns", $"{columns.Text} make the observation");
        }

        if (survey.Transitions is not { } transitions)
        {
            return;
        }

        var returns = ReturnStatistics.Of(transitions.Episodes);
        var dropped = transitions.Dropped > 0
            ? $" ({Numbers.Count(transitions.Dropped)} rows without a successor left out)"
            : string.Empty;
        Line("transitions", Numbers.Count(transitions.Count) + dropped);
        var findings = transitions.Findings;
        Line("units", $"actions {findings.Actions}");
        if (findings.Actions.Choices is null)
        {
            Line("actions", $"{Numbers.Count(findings.ActionsOutsideBox)} numbers outside [-1, 1]");
        }

        Line("reward", $"mean {Numbers.Figure(findings.MeanReward)}");
        Line("ends", $"{Numbers.Count(findings.Terminals)} terminal, {Numbers.Count(findings.Timeouts)} timed out");
        Line("episodes", $"{Numbers.Count(returns.Episodes)} finished, {returns.Unfinished} unfinished at the end");
        if (returns.Episodes > 0)
        {
            WriteReturns(Line, transitions.Episodes, returns, reference);
        }

        if (id is not null)
        {
            var left = findings.OwnSuccessors > 0
                ? $", {Numbers.Count(findings.OwnSuccessors)} terminal rows without a successor not compared"
                : string.Empty;
            Line(
                "rewards",
                findings.Rewards is { } rewards
                    ? $"recomputed by {id}: {Numbers.Count(rewards.Different)} differ{left}"
                    : $"not checked: those of {id} do not follow from observations alone");
        }

        Line("sha256", transitions.ContentHash);
        DatasetWarnings.Write(output, findings, id);

        void Line(string name, string value) => output.WriteLine($"{name,-12} {value}".TrimEnd());
    }

    private static void WriteReturns(
        Action<string, string> line, IReadOnlyList<Episode> episodes, ReturnStatistics returns, ReferenceReturns? reference)
    {
        line(
            "return",
            $"{Numbers.Return(returns.Mean)} +- {Numbers.Return(returns.StandardDeviation)}, "
            + $"from {Numbers.Return(returns.Minimum)} to {Numbers.Return(returns.Maximum)}");
        line("length", $"{Numbers.Return(returns.MeanLength)} steps on average");
        if (reference is not null)
        {
            line("score", $"{Numbers.Score(reference.NormalisedScore(returns.Mean))} {reference.Scale}");
        }

        if (Histogram(episodes) is { } histogram)
        {
            foreach (var text in HistogramPicture.Lines(histogram))
            {
                line("returns", text);
            }
        }
    }

    /// <summary>The returns of the finished episodes, or null where there is none.</summary>
    public static ReturnHistogram? Histogram(IEnumerable<Episode> episodes) =>
        ReturnHistogram.Of([.. episodes.Where(e => e.Finished).Select(e => e.Return)]);

    private static string Describe(ColumnSurvey column)
    {
        var range = float.IsNaN(column.Minimum)
            ? "no finite number"
            : $"from {Numbers.Figure(column.Minimum)} to {Numbers.Figure(column.Maximum)}";
        var wrong = (column.NotANumber, column.Infinite) is (0, 0)
            ? string.Empty
            : $", {Numbers.Count(column.NotANumber)} NaN, {Numbers.Count(column.Infinite)} infinite";
        return $"{column.Key} {column.Type} [{string.Join(", ", column.Shape)}], {range}{wrong}";
    }
}
