using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Dispatch;
using AwacAkka.Clustering.Reports;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Wire;

namespace AwacAkka.Clustering.Runs;

/// <summary>
/// A run as an entity of the cluster. It looks into the database for what is wanted of it, takes the run for this node, and has it go on as a local
/// one does, with rollouts on other nodes and its journal in PostgreSQL. Where something fails that may pass, such as the database, it looks again.
/// So it does where another node has written: what that wrote is what this would have written, and whoever is stale ends when the cluster says so.
/// </summary>
public sealed class ClusterRunActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastLook = TimeSpan.FromSeconds(30);
    private readonly string name;
    private readonly ClusterDatabase database;
    private readonly RunCatalogue catalogue;
    private readonly Hedging hedging;
    private readonly IActorRef reports;
    private readonly TimeSpan settled;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly List<IActorRef> children = [];
    private CancellationTokenSource? stop;
    private Action? whenEmpty;
    private RunHold? hold; // the run as it was last read or taken: what is noted of it is of that one
    private string configuration = string.Empty;
    private bool isLooking;
    private bool isPatient; // the run was interrupted, and is not looked at before its time, however often it is asked for
    private TimeSpan lookAgain = FirstLook;

    /// <summary>Looks for the run in the database at once.</summary>
    /// <param name="name">The run's name.</param>
    /// <param name="database">The database.</param>
    /// <param name="hedging">When a job is given to a second node.</param>
    /// <param name="settled">After what time the cluster has agreed on its members.</param>
    /// <param name="reports">Hears how the run gets on.</param>
    public ClusterRunActor(string name, ClusterDatabase database, Hedging hedging, TimeSpan settled, IActorRef reports)
    {
        (this.name, this.database, this.hedging, this.settled, this.reports) = (name, database, hedging, settled, reports);
        catalogue = new RunCatalogue(database);
        Receive<LookAtRun>(_ => Look());
        Receive<PatienceOver>(_ =>
        {
            isPatient = false;
            Look();
        });
        Receive<RunRead>(read => Decide(read.Run));
        Receive<RunListed>(listed => Follow(listed.Run));
        Receive<RunNotListed>(_ => isLooking = false); // the run itself notices when the database is gone
        Receive<RunTaken>(taken => Begin(taken.Spec, taken.Store, taken.Arithmetic));
        Receive<RunProgressed>(_ => lookAgain = FirstLook);
        Receive<RunCompleted>(completed => End(SeenState.Finished, completed.Finished.Digest));
        Receive<RunFaulted>(OnFault);
        Receive<RunNoted>(_ => Passivate());
        Receive<LeaveNode>(_ => StopChildren(() => Context.Stop(Self)));
        Receive<Terminated>(ended => OnTerminated(ended.ActorRef));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    private bool IsUnderWay => children.Count > 0;

    /// <inheritdoc />
    protected override void PreStart() => Look();

    /// <inheritdoc />
    protected override void PostStop()
    {
        stop?.Cancel();
        reports.Tell(new RunGone(name));
    }

    private void Look()
    {
        if (isLooking || isPatient || whenEmpty is not null)
        {
            return;
        }

        isLooking = true;
        if (IsUnderWay)
        {
            catalogue.GetAsync(name, CancellationToken.None).PipeTo(Self, Self, run => new RunListed(run), reason => new RunNotListed(reason));
        }
        else
        {
            ReadAsync().PipeTo(Self, Self);
        }
    }

    private async Task<object> ReadAsync()
    {
        RunHold? listed = null;
        try
        {
            var run = await catalogue.GetAsync(name, CancellationToken.None).ConfigureAwait(false);
            listed = run.Hold;
            return new RunRead(await ClusteredRun.ReadAsync(database, run, CancellationToken.None).ConfigureAwait(false));
        }
        catch (Exception reason)
        {
            return new RunFaulted(reason, listed);
        }
    }

    /// <summary>While the run is under way, what is wanted may have changed, or another run has its name by now.</summary>
    private void Follow(CataloguedRun run)
    {
        isLooking = false;
        if (IsUnderWay && whenEmpty is null && (run.Wanted == WantedState.Stopped || run.Configuration != configuration || run.Identity != hold?.Run))
        {
            StopChildren(() =>
            {
                whenEmpty = null;
                Look();
            });
        }
    }

    private void Decide(ClusteredRun run)
    {
        isLooking = false;
        hold = run.Catalogued.Hold;
        if (run.Catalogued.Wanted == WantedState.Stopped)
        {
            StopChildren(() => Note(SeenState.Queued, null));
        }
        else if (run.IsComplete)
        {
            End(SeenState.Finished, run.History.Finished!.Digest);
        }
        else
        {
            isLooking = true;
            TakeAsync(run).PipeTo(Self, Self, taken => taken, reason => new RunFaulted(reason));
        }
    }

    private async Task<RunTaken> TakeAsync(ClusteredRun run)
    {
        var here = ArithmeticProbe.Of(run.Config.Environment.Id);
        var begun = RolloutArithmetic.Of(await catalogue.RecordArithmeticAsync(run.Catalogued.Identity, here.ToString(), CancellationToken.None).ConfigureAwait(false));
        if (here.Difference(run.Config.Environment.Id, begun) is { } difference)
        {
            throw new ForeignLearnerException(difference);
        }

        var (spec, store) = await run.TakeAsync(database, acceptOtherCpu: false, CancellationToken.None).ConfigureAwait(false);
        return new RunTaken(spec, store, begun);
    }

    private void Begin(RunSpec spec, PostgresRunStore store, RolloutArithmetic arithmetic)
    {
        isLooking = false;
        if (whenEmpty is not null || IsUnderWay)
        {
            return;
        }

        log.Info($"the run '{name}' goes on here");
        hold = store.Hold;
        stop = new CancellationTokenSource();
        var (config, token) = (spec.Config, stop.Token);
        configuration = config.ToHocon();
        var terms = new RolloutTerms(
            name, config.Environment.Id, spec.Seed, config.Faults, config.Rollouts.Isolation, config.Rollouts.MaxFailures, config.Rollouts.StepTimeout,
            config.Rollouts.StartTimeout, arithmetic);
        var dispatch = Context.ActorOf(Props.Create(() => new DispatchActor(terms, hedging, TimeProvider.System)));
        var completion = new TaskCompletionSource<Finished>(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = new NodeWorkerSource(dispatch);
        var (hears, run, self) = (reports, name, Self);
        Action<IRunNews> publish = news =>
        {
            hears.Tell(new RunNewsOf(run, news));
            if (news is RoundTrained)
            {
                self.Tell(new RunProgressed());
            }
        };
        var guardian = Context.ActorOf(Props.Create(() => new RunGuardian(spec, store, source, completion, publish, token)));
        children.AddRange([Context.Watch(guardian), Context.Watch(dispatch)]);
        reports.Tell(new RunHere(name, dispatch));
        completion.Task.PipeTo(Self, Self, finished => new RunCompleted(finished), reason => new RunFaulted(reason));
    }

    private void End(SeenState seen, string outcome) => StopChildren(() => Note(seen, outcome));

    /// <summary>What may pass is waited for; what cannot is told to the user.</summary>
    private void OnFault(RunFaulted faulted)
    {
        isLooking = false;
        hold = faulted.Hold ?? hold;
        var cause = (faulted.Reason as AggregateException)?.InnerException ?? faulted.Reason;
        if (whenEmpty is not null)
        {
            return; // it is stopping, and whatever it ends with is no news
        }

        if (cause is ForeignLearnerException or StorageException { Kind: StorageFault.Unavailable or StorageFault.TakenOver })
        {
            // Whoever of two has the run rightly is decided within that time; to take it back and forth meanwhile would only cost both.
            lookAgain = cause is StorageException { Kind: StorageFault.Unavailable } ? lookAgain : settled > lookAgain ? settled : lookAgain;
            log.Warning($"the run '{name}' is interrupted, and looked at again in {lookAgain.TotalSeconds:0} s: {cause.Message}");
            StopChildren(() =>
            {
                whenEmpty = null;
                reports.Tell(new RunInterrupted(name, cause.Message)); // behind the news that it is gone
                isPatient = true;
                Timers.StartSingleTimer(nameof(PatienceOver), new PatienceOver(), lookAgain);
                lookAgain = TimeSpan.FromTicks(Math.Min(2 * lookAgain.Ticks, LastLook.Ticks));
            });
        }
        else
        {
            log.Error(cause, $"the run '{name}' cannot go on");
            StopChildren(() => Note(SeenState.Failed, cause.Message));
        }
    }

    private void Note(SeenState seen, string? outcome)
    {
        if (hold is null)
        {
            Passivate(); // there is no such run
            return;
        }

        catalogue.NoteAsync(hold, seen, outcome, CancellationToken.None).PipeTo(Self, Self, _ => new RunNoted(), reason =>
        {
            log.Warning($"what became of the run '{name}' cannot be noted yet: {reason.Message}");
            return new RunNoted(); // the journal has it: whoever looks at the run next notes it
        });
    }

    /// <summary>The shard forgets the run; who wants it again starts it again.</summary>
    private static void Passivate() => Context.Parent.Tell(new Passivate(new LeaveNode()));

    private void StopChildren(Action then)
    {
        stop?.Cancel();
        whenEmpty = then;
        if (!IsUnderWay)
        {
            then();
            return;
        }

        children.ForEach(Context.Stop);
    }

    private void OnTerminated(IActorRef child)
    {
        children.Remove(child);
        if (children.Count == 0)
        {
            stop?.Dispose();
            stop = null;
            reports.Tell(new RunGone(name));
            if (whenEmpty is { } then)
            {
                then();
            }
            else
            {
                Look(); // nobody stopped them
            }
        }
    }
}
