using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Wire;

namespace AwacAkka.Clustering.Runs;

/// <summary>
/// Starts runs that were submitted or resumed, and has those look up that were stopped: the one actor of the cluster that reads the list of runs from
/// time to time. A run that goes on is told each time: where it is at work that does no harm, and where its node is gone, or its shard has moved, it
/// comes up by it.
/// </summary>
public sealed class RunStarterActor : ReceiveActor, IWithTimers
{
    /// <summary>The singleton's name.</summary>
    public const string Name = "run-starter";

    private readonly RunCatalogue catalogue;
    private readonly IActorRef runs;
    private readonly int perLearner;
    private readonly TimeSpan interval;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private bool isReading;

    /// <summary>Reads the list at once, and then from time to time.</summary>
    /// <param name="database">The database.</param>
    /// <param name="runs">The runs' shards.</param>
    /// <param name="perLearner">Runs that train at a time on a learner node.</param>
    /// <param name="interval">How often the list is read.</param>
    public RunStarterActor(ClusterDatabase database, IActorRef runs, int perLearner, TimeSpan interval)
    {
        (catalogue, this.runs, this.perLearner, this.interval) = (new RunCatalogue(database), runs, perLearner, interval);
        Receive<Poll>(_ => Read());
        Receive<RunsRead>(read => Start(read.Runs));
        Receive<NotRead>(failed => OnNotRead(failed.Reason));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Poll), new Poll(), TimeSpan.Zero, interval);

    /// <summary>The runs to speak to: those that are to stop, those that go on, and as many of the queued ones as there is room for, oldest first.</summary>
    /// <param name="all">All runs.</param>
    /// <param name="room">Runs that may go on at a time.</param>
    internal static IReadOnlyList<string> Due(IReadOnlyList<CataloguedRun> all, int room)
    {
        CataloguedRun[] stopping = [.. all.Where(run => run is { Wanted: WantedState.Stopped, Seen: SeenState.Running })];
        CataloguedRun[] going = [.. all.Where(run => run is { Wanted: WantedState.Running, Seen: SeenState.Running })];
        var queued = all.Where(run => run is { Wanted: WantedState.Running, Seen: SeenState.Queued }).OrderBy(run => run.Submitted).ThenBy(run => run.Name, StringComparer.Ordinal);
        return [.. stopping.Concat(going).Concat(queued.Take(Math.Max(0, room - going.Length))).Select(run => run.Name)];
    }

    private void Read()
    {
        if (!isReading)
        {
            isReading = true;
            catalogue.ListAsync(CancellationToken.None).PipeTo(Self, Self, all => new RunsRead(all), reason => new NotRead(reason));
        }
    }

    private void Start(IReadOnlyList<CataloguedRun> all)
    {
        isReading = false;
        var learners = Cluster.Get(Context.System).State.Members.Count(m => m.Status == MemberStatus.Up && m.HasRole(NodeRole.Learner));
        foreach (var name in Due(all, perLearner * Math.Max(1, learners)))
        {
            runs.Tell(new LookAtRun(name));
        }
    }

    private void OnNotRead(Exception reason)
    {
        isReading = false;
        log.Warning($"the list of runs cannot be read, and is tried again: {reason.Message}");
    }

    private sealed record Poll;

    private sealed record RunsRead(IReadOnlyList<CataloguedRun> Runs);

    private sealed record NotRead(Exception Reason);
}
