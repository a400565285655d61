using AwacAkka.Clustering.Reports;
using AwacAkka.Clustering.Storage;
using static System.FormattableString;

namespace AwacAkka.Cli.Clusters;

/// <summary>What the learners of a cluster last told, in lines for people.</summary>
internal static class StatusText
{
    /// <summary>After this many seconds without a report a node counts as silent, and what it told as old.</summary>
    public const double Silent = 15;

    /// <summary>Writes members, learners, and the runs that are under way with what they say of themselves.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="nodes">What learner nodes told, and how many seconds ago.</param>
    /// <param name="reports">What runs told, and how many seconds ago.</param>
    /// <param name="runs">All runs.</param>
    public static void Write(
        TextWriter output, IReadOnlyDictionary<string, (NodeReport Report, double Age)> nodes,
        IReadOnlyDictionary<string, (RunReport Report, double Age)> reports, IReadOnlyList<CataloguedRun> runs)
    {
        WriteMembers(output, nodes);
        foreach (var run in runs.Where(run => reports.TryGetValue(run.Name, out var told) && IsTold(run, told.Age)))
        {
            var (report, age) = reports[run.Name];
            output.WriteLine($"run {run.Name}: {Describe(report)}{(age > Silent ? Invariant($" (told {age:0} s ago)") : string.Empty)}");
            foreach (var line in Details(report))
            {
                output.WriteLine($"  {line}");
            }
        }

        var states = runs.GroupBy(ListCommand.StateOf).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}");
        output.WriteLine($"runs: {(runs.Count == 0 ? "none" : string.Join(", ", states))}");
    }

    /// <summary>Whether a run's report says how it is now. One that no learner can begin is queued still, and its report says why.</summary>
    private static bool IsTold(CataloguedRun run, double age) =>
        run.Seen == SeenState.Running || (run is { Wanted: WantedState.Running, Seen: SeenState.Queued } && age <= Silent);

    /// <summary>How a run gets on, in a line.</summary>
    public static string Describe(RunReport report) => Invariant(
        $"{report.Phase} round {report.Round}, {report.Updates} updates, {report.Steps} steps")
        + (report.Return is { } mean ? Invariant($", return {mean:0.0}") : string.Empty)
        + (report.UpdatesPerSecond is { } rate ? Invariant($", {rate:0} updates/s") : string.Empty)
        + (report.StepsPerSecond is { } steps ? Invariant($", {steps:0} steps/s") : string.Empty)
        + Invariant($", learner waits {report.Waiting:0%}")
        + (report.SinceRound is { } seconds ? Invariant($", last round {seconds:0} s ago") : string.Empty)
        + $", on {report.Node}";

    private static void WriteMembers(TextWriter output, IReadOnlyDictionary<string, (NodeReport Report, double Age)> nodes)
    {
        var live = nodes.Where(node => node.Value.Age <= Silent).OrderBy(node => node.Value.Age).ToArray();
        if (live.Length == 0)
        {
            output.WriteLine(nodes.Count == 0 ? "no learner node has ever reported" : Invariant($"no learner node has reported for {nodes.Min(node => node.Value.Age):0} s"));
            return;
        }

        foreach (var member in live[0].Value.Report.Members)
        {
            output.WriteLine($"member {member.Address}: {string.Join(", ", member.Roles)}, {member.Status.ToLowerInvariant()}{(member.IsReachable ? string.Empty : ", cannot be reached")}, version {member.Version}");
        }

        foreach (var (address, (report, _)) in live.OrderBy(node => node.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"learner {address}: {(report.Runs.Count == 0 ? "no runs" : string.Join(", ", report.Runs))}{(report.Shards is { } shards ? $"; {shards} {(shards == 1 ? "shard" : "shards")}" : string.Empty)}");
        }
    }

    private static IEnumerable<string> Details(RunReport report)
    {
        if (report.Dispatch is { } dispatch)
        {
            yield return Invariant(
                $"{dispatch.UnderWay} jobs under way on {dispatch.Nodes.Count} {(dispatch.Nodes.Count == 1 ? "node" : "nodes")}, {dispatch.Waiting} waiting, {dispatch.Hedges} hedged, {dispatch.Returned} taken back, {dispatch.BytesIn / 1e6:0.0} MB in, {dispatch.BytesOut / 1e6:0.0} MB out");
            foreach (var (node, reason) in dispatch.Refused)
            {
                yield return $"{node} does not work for it: {reason}";
            }
        }

        foreach (var notice in report.Notices)
        {
            yield return notice;
        }
    }
}
