using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Event;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Reporting;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Dispatch;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Clustering.Reports;

/// <summary>
/// Tells the database, from time to time, how the runs of a learner node get on and how the node sees the cluster: so that whoever can read the
/// database sees what happens, without being a member. A report that cannot be written is left out.
/// </summary>
public sealed class ReportsActor : ReceiveActor, IWithTimers
{
    private readonly ReportTable table;
    private readonly TimeSpan interval;
    private readonly TimeProvider clock;
    private readonly SortedDictionary<string, RunTally> runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> interrupted = [];
    private readonly ILoggingAdapter log = Context.GetLogger();
    private IActorRef? region;
    private int? shards;
    private bool isWriting;

    /// <summary>Reports to a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="interval">How often.</param>
    /// <param name="clock">The time.</param>
    public ReportsActor(ClusterDatabase database, TimeSpan interval, TimeProvider clock)
    {
        (table, this.interval, this.clock) = (new ReportTable(database), interval, clock);
        Receive<RunHere>(here =>
        {
            runs[here.Run] = new RunTally(here.Dispatch, clock.GetTimestamp());
            interrupted.Remove(here.Run);
        });
        Receive<RunInterrupted>(waits => interrupted[waits.Run] = waits.Reason);
        Receive<RunGone>(gone =>
        {
            runs.Remove(gone.Run);
            interrupted.Remove(gone.Run); // it may be at work elsewhere, whose node tells of it
            NodeMetrics.Forget(gone.Run);
        });
        Receive<ShardsHere>(here => region = here.Region);
        Receive<CurrentShardRegionState>(state => shards = state.Shards.Count);
        Receive<RunNewsOf>(told => OnNews(told.Run, told.News));
        Receive<DispatchStatusOf>(status => OnStatus(status));
        Receive<Report>(_ => Write());
        Receive<Written>(written => OnWritten(written));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Report), new Report(), interval);

    private void OnNews(string name, IRunNews news)
    {
        if (!runs.TryGetValue(name, out var run))
        {
            return;
        }

        switch (news)
        {
            case RoundTrained trained: run.Add(trained, clock); break;
            case Evaluated evaluated: run.Return = EvaluationSummary.Of(evaluated.Episodes).MeanReturn; break;
            case RunNotice notice: run.Notice(notice.Sentence); break;
            case SlotQuarantined slot: run.Notice(RunSentences.Quarantined(slot)); break;
        }
    }

    private void OnStatus(DispatchStatusOf status)
    {
        if (runs.TryGetValue(status.Run, out var run))
        {
            run.Dispatch = status.Status;
        }
    }

    private void Write()
    {
        foreach (var (name, run) in runs)
        {
            run.Asked.Ask<DispatchStatus>(new DispatchStatusWanted(), interval).PipeTo(
                Self, Self, status => new DispatchStatusOf(name, status), _ => new Written(null)); // one that is stopping does not answer
        }

        region?.Tell(GetShardRegionState.Instance);
        var node = Cluster.Get(Context.System).SelfAddress.ToString();
        var reports = runs.Where(pair => pair.Value.HasNews).ToDictionary(pair => pair.Key, pair => pair.Value.ToReport(node, clock));
        foreach (var (name, reason) in interrupted)
        {
            reports[name] = new RunReport(node, "waiting", 0, 0, 0, null, null, null, Waiting: 1, string.Empty, [reason], null);
        }

        foreach (var (name, report) in reports)
        {
            NodeMetrics.Tell(name, report);
        }

        if (isWriting)
        {
            return;
        }

        isWriting = true;
        var own = new Dictionary<string, NodeReport>();
        if (Members() is { Length: > 0 } members) // one that is not in the cluster yet is not alive to those that would begin it
        {
            own.Add(node, new NodeReport(members, [.. runs.Keys], RunSystem.Version, shards));
            NodeMetrics.Tell(own[node]);
        }

        WriteAsync(reports, own).PipeTo(Self, Self, () => new Written(null, IsEnd: true), reason => new Written(reason.Message, IsEnd: true));
    }

    private async Task WriteAsync(Dictionary<string, RunReport> reports, Dictionary<string, NodeReport> own)
    {
        await table.WriteAsync(ReportTable.Runs, reports, CancellationToken.None).ConfigureAwait(false);
        await table.WriteAsync(ReportTable.Nodes, own, CancellationToken.None).ConfigureAwait(false);
    }

    private void OnWritten(Written written)
    {
        isWriting &= !written.IsEnd;
        if (written.Problem is { } problem)
        {
            log.Debug($"no report could be written: {problem}");
        }
    }

    private static MemberReport[] Members()
    {
        var state = Cluster.Get(Context.System).State;
        return
        [
            .. state.Members.Select(m => new MemberReport(
                m.Address.ToString(), [.. m.Roles.Where(role => !NodeVersion.IsRole(role)).Order(StringComparer.Ordinal)], m.Status.ToString(), !state.Unreachable.Contains(m), m.AppVersion.Version)),
        ];
    }

    private sealed record Report;

    private sealed record DispatchStatusOf(string Run, DispatchStatus Status);

    private sealed record Written(string? Problem, bool IsEnd = false);
}
