using AwacAkka.Statistics;

namespace AwacAkka.Cli.Comparisons;

/// <summary>What an entry came to.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Figures">Its runs, by task and in the order of the seeds.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="InterquartileMean">Their inter-quartile mean.</param>
internal sealed record EntryFigures(string Label, Strata Figures, Estimate Mean, Estimate InterquartileMean);

/// <summary>How an entry does against another.</summary>
/// <param name="Label">The entry.</param>
/// <param name="Over">The other.</param>
/// <param name="Probability">How likely a run of it is better than one of the other.</param>
/// <param name="Difference">Mean difference from the other's run of the same task and seed.</param>
internal sealed record PairFigures(string Label, string Over, Estimate Probability, Estimate Difference);

/// <summary>The figures of a comparison.</summary>
/// <param name="Entries">Of each entry, in their order.</param>
/// <param name="Pairs">Of each entry against each that comes before it.</param>
internal sealed record ComparisonSummary(IReadOnlyList<EntryFigures> Entries, IReadOnlyList<PairFigures> Pairs)
{
    /// <summary>Sums runs up.</summary>
    public static ComparisonSummary Of(ComparisonPlan plan, IReadOnlyList<ComparisonOutcome> outcomes)
    {
        var config = plan.Config;
        var bootstrap = new StratifiedBootstrap(config.Resamples);
        EntryFigures[] entries =
        [
            .. config.Entries.Select(entry =>
            {
                var figures = Figures(plan, outcomes, entry.Label);
                return new EntryFigures(
                    entry.Label, figures, Estimated(Aggregates.Mean, figures), Estimated(Aggregates.InterquartileMean, figures));
            }),
        ];
        var pairs =
            from number in Enumerable.Range(0, entries.Length)
            from before in entries.Take(number)
            select Pair(entries[number], before);
        return new ComparisonSummary(entries, [.. pairs]);

        Estimate Estimated(Func<Strata, double> figure, Strata strata) =>
            new(figure(strata), config.HasIntervals ? bootstrap.Of(strata, figure) : null);

        PairFigures Pair(EntryFigures entry, EntryFigures over) => new(
            entry.Label,
            over.Label,
            new(
                Aggregates.ProbabilityOfImprovement(entry.Figures, over.Figures),
                config.HasIntervals ? bootstrap.OfTwo(entry.Figures, over.Figures, Aggregates.ProbabilityOfImprovement) : null),
            Estimated(Aggregates.Mean, entry.Figures.Minus(over.Figures)));
    }

    /// <summary>An entry against the first one; null for the first.</summary>
    public PairFigures? AgainstFirst(string label) => Pairs.FirstOrDefault(pair => pair.Label == label && pair.Over == Entries[0].Label);

    private static Strata Figures(ComparisonPlan plan, IReadOnlyList<ComparisonOutcome> outcomes, string label) => new(
    [
        .. plan.Config.Tasks.Select(task => plan.Config.Seeds.Select(seed => outcomes.Single(outcome =>
            (outcome.Member.Task, outcome.Member.Label, outcome.Member.Seed) == (task.Name, label, seed)).Figure(plan.Measure)).ToArray()),
    ]);
}
