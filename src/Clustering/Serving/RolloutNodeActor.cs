using Akka.Actor;
using Akka.Event;
using AwacAkka.Actors.Processes;
using AwacAkka.Clustering.Wire;
using AwacAkka.Environments;

namespace AwacAkka.Clustering.Serving;

/// <summary>A job of a served run waits for a lane; answered by <see cref="LaneGranted"/>.</summary>
internal sealed record LaneWanted;

/// <summary>One job may run now.</summary>
internal sealed record LaneGranted;

/// <summary>A job has ended.</summary>
internal sealed record LaneFreed;

/// <summary>The node leaves the cluster: jobs that have begun are finished, others are given back; answered by <see cref="NodeDrained"/>.</summary>
internal sealed record DrainNode;

/// <summary>No job is left on the node.</summary>
internal sealed record NodeDrained;

/// <summary>
/// What a rollout node offers: a number of lanes, shared fairly between the runs that ask. Each run has a child that holds its policies, its
/// environments and its jobs. A run that computes to other bits than this node is refused.
/// </summary>
public sealed class RolloutNodeActor : ReceiveActor
{
    /// <summary>The actor's name; the same on every node, so that runs find it by the node's address alone.</summary>
    public const string Name = "rollouts";

    private readonly WorkerLaunch? workers;
    private readonly Func<string, RolloutArithmetic> arithmetic;
    private readonly int lanes;
    private readonly LaneShares<IActorRef> shares;
    private readonly Dictionary<IActorRef, IActorRef> served = [];
    private readonly Dictionary<IActorRef, string> refused = [];
    private readonly ILoggingAdapter log = Context.GetLogger();
    private IActorRef? drainer;

    /// <summary>Offers lanes.</summary>
    /// <param name="lanes">Jobs that run at a time.</param>
    /// <param name="workers">How worker processes are started, for runs that isolate environments so; null where none can be.</param>
    /// <param name="arithmetic">What rollouts of an environment compute here, which <see cref="ArithmeticProbe"/> finds out.</param>
    public RolloutNodeActor(int lanes, WorkerLaunch? workers, Func<string, RolloutArithmetic> arithmetic)
    {
        (this.lanes, this.workers, this.arithmetic) = (lanes, workers, arithmetic);
        shares = new LaneShares<IActorRef>(lanes);
        Receive<WorkersWanted>(wanted => Offer(Sender, wanted.Terms));
        Receive<LaneWanted>(_ => { shares.Want(Sender); Grant(); });
        Receive<LaneFreed>(_ => { shares.Release(Sender); Grant(); });
        Receive<Terminated>(ended => OnTerminated(ended.ActorRef));
        Receive<DrainNode>(_ => Drain());
    }

    /// <summary>A served run's child that fails takes nothing else with it: its run notices that its jobs went, and gives them to others.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Offer(IActorRef run, RolloutTerms terms)
    {
        if (drainer is not null || Refusal(terms) is { } reason && Refuse(run, terms, reason))
        {
            return;
        }

        refused.Remove(run);
        if (!served.TryGetValue(run, out var child))
        {
            child = Context.Watch(Context.ActorOf(Props.Create(() => new ServedRunActor(run, terms, lanes, workers))));
            served.Add(run, child);
            Context.Watch(run);
            shares.Add(child);
            log.Info($"works for the run '{terms.Run}' on {run.Path.Address}");
        }

        TellShares();
    }

    /// <summary>A run that is refused asks again and again; the log has each reason once.</summary>
    private bool Refuse(IActorRef run, RolloutTerms terms, string reason)
    {
        if (refused.GetValueOrDefault(run) != reason)
        {
            refused[run] = reason;
            Context.Watch(run);
            log.Warning($"does not work for the run '{terms.Run}': {reason}");
        }

        run.Tell(new WorkersRefused(reason));
        return true;
    }

    private string? Refusal(RolloutTerms terms)
    {
        try
        {
            return arithmetic(terms.Environment).Difference(terms.Environment, terms.Arithmetic)
                ?? (terms.Isolation == AwacAkka.Actors.Configuration.Isolation.Process && workers is null
                    ? "its rollouts.isolation is process, but this program does not say how worker processes are started"
                    : null);
        }
        catch (UnknownEnvironmentException)
        {
            return $"it does not know the environment '{terms.Environment}': start the node with --environment-assembly";
        }
        catch (Exception e)
        {
            return $"{terms.Environment} cannot be made: {e.Message}";
        }
    }

    private void OnTerminated(IActorRef ended)
    {
        refused.Remove(ended);
        if (served.Remove(ended, out var child))
        {
            Context.Stop(child);
        }
        else if (served.FirstOrDefault(pair => pair.Value.Equals(ended)).Key is { } run)
        {
            served.Remove(run);
            Context.Unwatch(run);
        }

        shares.Remove(child ?? ended);
        TellShares();
        Grant();
        if (drainer is not null && served.Count == 0)
        {
            drainer.Tell(new NodeDrained());
        }
    }

    /// <summary>The child speaks to its run: what comes from it is the run's way to it.</summary>
    private void TellShares()
    {
        foreach (var (run, child) in served)
        {
            run.Tell(new WorkersOffered(shares.JobsPerRun), child);
        }
    }

    private void Grant()
    {
        while (shares.Next() is { } child)
        {
            child.Tell(new LaneGranted());
        }
    }

    private void Drain()
    {
        drainer = Sender;
        foreach (var child in served.Values)
        {
            child.Tell(new DrainNode());
        }

        if (served.Count == 0)
        {
            drainer.Tell(new NodeDrained());
        }
    }
}
