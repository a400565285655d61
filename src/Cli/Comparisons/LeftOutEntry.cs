namespace AwacAkka.Cli.Comparisons;

/// <summary>An entry of which runs failed, so that the results are without it.</summary>
/// <param name="Label">The entry.</param>
/// <param name="Reason">How many of its runs failed, and why one did.</param>
internal sealed record LeftOutEntry(string Label, string Reason)
{
    /// <summary>The entries that are left out, in the comparison's order.</summary>
    /// <param name="plan">The whole comparison.</param>
    /// <param name="failures">Why runs failed.</param>
    public static IReadOnlyList<LeftOutEntry> Of(ComparisonPlan plan, IReadOnlyDictionary<ComparisonMember, string> failures) =>
    [
        .. from entry in plan.Config.Entries
           let failed = failures.Where(failure => failure.Key.Label == entry.Label).OrderBy(failure => failure.Key.Path, StringComparer.Ordinal).ToArray()
           where failed.Length > 0
           let runs = plan.Members.Count(member => member.Label == entry.Label)
           select new LeftOutEntry(entry.Label, $"{failed.Length} of {runs} runs failed, {failed[0].Key.Name} because {failed[0].Value}"),
    ];
}
