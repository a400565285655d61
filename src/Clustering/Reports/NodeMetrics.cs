using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace AwacAkka.Clustering.Reports;

/// <summary>
/// What a learner node reports of its runs and of the cluster, as metrics of .NET: any exporter of OpenTelemetry can have them, and dotnet-counters can
/// show them. Those of runs are measured with the run's name, members with their role and status.
/// </summary>
public static class NodeMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "AwacAkka.Cluster";

    private static readonly Meter Source = new(MeterName);
    private static readonly ConcurrentDictionary<string, RunReport> Runs = new();
    private static volatile NodeReport? node;

    static NodeMetrics()
    {
        Gauge("awac.run.round", "{round}", "Rounds of the phase so far.", report => report.Round);
        Gauge("awac.run.updates", "{update}", "Updates so far.", report => report.Updates);
        Gauge("awac.run.steps", "{step}", "Environment steps so far.", report => report.Steps);
        Gauge("awac.run.return", "1", "Mean return of the last evaluation.", report => report.Return);
        Gauge("awac.run.update_rate", "{update}/s", "Updates per second of the last round.", report => report.UpdatesPerSecond);
        Gauge("awac.run.step_rate", "{step}/s", "Environment steps per second since the run came to this node.", report => report.StepsPerSecond);
        Gauge("awac.run.waiting", "1", "Share of the time that the learner did not train in.", report => report.Waiting);
        Gauge("awac.run.jobs.under_way", "{job}", "Jobs that a node is at.", report => report.Dispatch?.UnderWay);
        Gauge("awac.run.jobs.waiting", "{job}", "Jobs that no node is at.", report => report.Dispatch?.Waiting);
        Gauge("awac.run.jobs.hedged", "{job}", "Jobs that were given to a second node.", report => report.Dispatch?.Hedges);
        Gauge("awac.run.jobs.returned", "{job}", "Jobs that were taken from a node that went.", report => report.Dispatch?.Returned);
        Gauge("awac.run.bytes.in", "By", "Bytes of results.", report => report.Dispatch?.BytesIn);
        Gauge("awac.run.bytes.out", "By", "Bytes of policies and jobs.", report => report.Dispatch?.BytesOut);
        Gauge("awac.run.nodes", "{node}", "Rollout nodes that work for the run.", report => report.Dispatch?.Nodes.Count);
        Gauge("awac.run.nodes.refused", "{node}", "Rollout nodes that do not, as they compute other bits.", report => report.Dispatch?.Refused.Count);
        Gauge("awac.run.lag", "s", "Time since the run trained its last round.", report => report.SinceRound);
        Source.CreateObservableGauge("awac.node.runs", () => Of(report => report.Runs.Count), "{run}", "Runs that go on on this node.");
        Source.CreateObservableGauge("awac.node.shards", () => Of(report => report.Shards), "{shard}", "Shards of the runs that are on this node.");
        Source.CreateObservableGauge("awac.cluster.members", Members, "{node}", "Members of the cluster as this node sees them.");
    }

    /// <summary>How a run gets on.</summary>
    public static void Tell(string run, RunReport report) => Runs[run] = report;

    /// <summary>How the node sees the cluster.</summary>
    public static void Tell(NodeReport report) => node = report;

    /// <summary>A run is no longer here.</summary>
    public static void Forget(string run) => Runs.TryRemove(run, out _);

    private static IEnumerable<Measurement<long>> Of(Func<NodeReport, int?> value) => node is { } report && value(report) is { } count ? [new(count)] : [];

    private static IEnumerable<Measurement<long>> Members() =>
        from member in node?.Members ?? []
        from role in member.Roles
        group member by (role, Status: member.IsReachable ? member.Status.ToLowerInvariant() : "unreachable") into same
        select new Measurement<long>(same.Count(), new("role", same.Key.role), new("status", same.Key.Status));

    private static void Gauge(string name, string unit, string description, Func<RunReport, double?> value) => Source.CreateObservableGauge(
        name,
        () => Runs.Select(pair => (pair.Key, Value: value(pair.Value))).Where(pair => pair.Value is not null)
            .Select(pair => new Measurement<double>(pair.Value!.Value, new KeyValuePair<string, object?>("run", pair.Key))),
        unit,
        description);
}
