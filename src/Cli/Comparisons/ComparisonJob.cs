using System.Text;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Records;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Comparisons;

/// <summary>A comparison as one job: trains and judges what is not done yet, and writes the results.</summary>
/// <param name="plan">The runs, with what is known of their data.</param>
/// <param name="folder">Where they are kept, which this process has taken.</param>
/// <param name="program">This program.</param>
/// <param name="console">Hears how it gets on.</param>
internal sealed class ComparisonJob(ComparisonPlan plan, ComparisonFolder folder, WorkerLaunch program, CliConsole console)
{
    /// <summary>Runs all that is not done, until it has ended or is asked to stop. Entries of which a run failed are left out of the results.</summary>
    /// <param name="stop">Asks to stop, cleanly.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What there is then; null where it was asked to stop.</returns>
    public async Task<FinishedComparison?> RunAsync(CancellationToken stop, CancellationToken cancellation)
    {
        var failures = await new MemberPool(plan, folder, program, console.Out).RunAsync(stop);
        if (stop.IsCancellationRequested)
        {
            return null;
        }

        var whole = plan.Without([.. failures.Keys.Select(member => member.Label)]);
        IReadOnlyList<ComparisonOutcome> outcomes =
            whole.Config.Entries.Count > 0 ? await ReportAsync(whole, LeftOutEntry.Of(plan, failures), cancellation) : WithoutResults();
        return new FinishedComparison(whole, outcomes, Sentence(failures));
    }

    /// <summary>Results of an earlier time are not left where nothing came of this one.</summary>
    private IReadOnlyList<ComparisonOutcome> WithoutResults()
    {
        foreach (var file in new[] { folder.Results, folder.Summary, folder.Picture, folder.Table })
        {
            ComparisonFolder.Remove(file);
        }

        return [];
    }

    private async Task<IReadOnlyList<ComparisonOutcome>> ReportAsync(ComparisonPlan whole, IReadOnlyList<LeftOutEntry> leftOut, CancellationToken cancellation)
    {
        var outcomes = new List<ComparisonOutcome>();
        foreach (var member in whole.Members.OrderBy(member => member.Task, InTheirOrder(whole.Config.Tasks.Select(task => task.Name)))
            .ThenBy(member => member.Label, InTheirOrder(whole.Config.Entries.Select(entry => entry.Label))))
        {
            outcomes.Add(await ComparisonOutcome.ReadAsync(whole.Config, folder, member, cancellation));
        }

        var summary = ComparisonSummary.Of(whole, outcomes);
        ComparisonFolder.Write(folder.Results, ResultFiles.Csv(whole, outcomes));
        ComparisonFolder.Write(folder.Summary, ResultFiles.Summary(whole, summary, leftOut));
        ComparisonFolder.Write(folder.Picture, Encoding.UTF8.GetBytes(ComparisonPicture.Draw(whole, summary, outcomes)));
        ComparisonFolder.Write(folder.Table, Encoding.UTF8.GetBytes(ComparisonTable.ForMarkdown(whole, summary, leftOut, Path.GetFileName(folder.Picture))));
        console.Out.WriteLine();
        console.Out.WriteLine(ComparisonTable.Explanation(whole));
        console.Out.Write(ComparisonTable.ForTerminal(whole, summary));
        console.Out.WriteLine($"results {folder.FullPath}");
        return outcomes;
    }

    private string? Sentence(IReadOnlyDictionary<ComparisonMember, string> failures)
    {
        if (failures.Count == 0)
        {
            return null;
        }

        var (member, reason) = failures.OrderBy(failure => failure.Key.Path, StringComparer.Ordinal).First();
        return $"{failures.Count} of {plan.Members.Count} runs failed, {member.Name} because {reason} ('{folder.Output(member)}'), so their entries are left out; "
            + "start the comparison again, which keeps what is finished";
    }

    private static Comparer<string> InTheirOrder(IEnumerable<string> names)
    {
        var places = names.Select((name, place) => (name, place)).ToDictionary(named => named.name, named => named.place);
        return Comparer<string>.Create((x, y) => places[x].CompareTo(places[y]));
    }
}

/// <summary>A comparison that has come to its end.</summary>
/// <param name="Plan">Its plan, without entries of which a run failed.</param>
/// <param name="Outcomes">What its runs came to, in the order of tasks, entries and seeds.</param>
/// <param name="Failure">A sentence about the runs that failed; null where none did.</param>
internal sealed record FinishedComparison(ComparisonPlan Plan, IReadOnlyList<ComparisonOutcome> Outcomes, string? Failure)
{
    /// <summary>Ends the program with exit code 1 where runs failed.</summary>
    /// <exception cref="RunFailedException">They did.</exception>
    public void ThrowIfFailed()
    {
        if (Failure is { } sentence)
        {
            throw new RunFailedException(sentence);
        }
    }
}
