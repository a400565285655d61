using AwacAkka.Environments;
using AwacAkka.Learning.Data;

namespace AwacAkka.Cli.Datasets;

/// <summary>Shows what is in a dataset.</summary>
internal static class DatasetReport
{
    /// <summary>Writes some lines; the score only where the environment's reference returns are known.</summary>
    public static void Write(TextWriter output, OfflineDataset dataset, ReferenceReturns? reference)
    {
        var (rows, returns) = (dataset.Transitions, dataset.Returns);
        var dropped = dataset.DroppedRows > 0 ? $" ({Numbers.Count(dataset.DroppedRows)} rows without a successor left out)" : string.Empty;
        Line("transitions", Numbers.Count(dataset.Count) + dropped);
        Line("observation", $"{dataset.ObservationDimension} numbers");
        Line("action", $"{dataset.ActionDimension} numbers, {Numbers.Count(dataset.ActionsOutsideBox())} of all outside [-1, 1]");
        Line(
            "reward",
            $"mean {Numbers.Figure(rows.Rewards.Average(r => (double)r))}, "
            + $"from {Numbers.Figure(rows.Rewards.Min())} to {Numbers.Figure(rows.Rewards.Max())}");
        var (terminals, timeouts) = (rows.Terminals.LongCount(t => t), rows.Timeouts.LongCount(t => t));
        Line("ends", $"{Numbers.Count(terminals)} terminal, {Numbers.Count(timeouts)} timed out");
        Line("episodes", $"{Numbers.Count(returns.Episodes)} finished, {returns.Unfinished} unfinished at the end");
        if (returns.Episodes > 0)
        {
            Line(
                "return",
                $"{Numbers.Return(returns.Mean)} +- {Numbers.Return(returns.StandardDeviation)}, "
                + $"from {Numbers.Return(returns.Minimum)} to {Numbers.Return(returns.Maximum)}");
            Line("length", $"{Numbers.Return(returns.MeanLength)} steps on average");
        }

        if (reference is not null && returns.Episodes > 0)
        {
            Line("score", $"{Numbers.Score(reference.NormalisedScore(returns.Mean))} (D4RL: random 0, expert 100)");
        }

        Line("sha256", dataset.ContentHash());

        void Line(string name, string value) => output.WriteLine($"{name,-12} {value}");
    }
}
