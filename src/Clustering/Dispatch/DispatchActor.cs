using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Akka.Remote;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Serving;
using AwacAkka.Clustering.Wire;

namespace AwacAkka.Clustering.Dispatch;

/// <summary>
/// Gives a run's jobs to the rollout nodes of the cluster, a few to each at a time. A node that cannot be reached is given up at once, without
/// waiting for the cluster's verdict: that a job is run twice costs time and nothing else.
/// </summary>
public sealed class DispatchActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private readonly RolloutTerms terms;
    private readonly TimeProvider clock;
    private readonly JobBook<IActorRef> book;
    private readonly Dictionary<WorkerJob, IActorRef> askers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<IActorRef, SentPolicies> sent = [];
    private readonly Dictionary<(IActorRef Node, long Job), BlobParts> arriving = [];
    private readonly Dictionary<Address, long> asked = [];
    private readonly Dictionary<Address, string> refused = [];
    private readonly ILoggingAdapter log = Context.GetLogger();
    private long bytesIn;
    private long bytesOut;

    /// <summary>Looks for nodes at once.</summary>
    /// <param name="terms">What the run asks of a node.</param>
    /// <param name="hedging">When a job is given to a second node.</param>
    /// <param name="clock">The time.</param>
    public DispatchActor(RolloutTerms terms, Hedging hedging, TimeProvider clock)
    {
        (this.terms, this.clock) = (terms, clock);
        book = new JobBook<IActorRef>(hedging);
        Receive<WorkerJob>(Add);
        Receive<WorkersOffered>(offer => OnOffered(Sender, offer.Jobs));
        Receive<WorkersRefused>(refusal => OnRefused(AddressOf(Sender), refusal.Reason));
        Receive<WorkersLeave>(leave => OnLeave(Sender, leave.Unbegun));
        Receive<PolicyWanted>(wanted => OnPolicyWanted(Sender, wanted.Digest));
        Receive<ResultPart>(part => OnResult(Sender, part));
        Receive<JobFailedThere>(failed => OnFailed(Sender, failed));
        Receive<Terminated>(ended => GiveUp(ended.ActorRef));
        Receive<DisassociatedEvent>(gone => GiveUp(gone.RemoteAddress));
        Receive<ClusterEvent.UnreachableMember>(unreachable => GiveUp(unreachable.Member.Address));
        Receive<ClusterEvent.MemberRemoved>(removed => OnRemoved(removed.Member.Address));
        Receive<ClusterEvent.IClusterDomainEvent>(_ => { });
        Receive<ClusterEvent.CurrentClusterState>(_ => { });
        Receive<Look>(_ => LookAround());
        Receive<DispatchStatusWanted>(_ => Sender.Tell(Status()));
    }

    /// <inheritdoc />
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc />
    protected override void PreStart()
    {
        Cluster.Get(Context.System).Subscribe(
            Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsSnapshot, typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent)); // comes as soon as a connection breaks
        Timers.StartPeriodicTimer(nameof(Look), new Look(), TimeSpan.Zero, Pace);
    }

    /// <inheritdoc />
    protected override void PostStop()
    {
        Cluster.Get(Context.System).Unsubscribe(Self);
        Context.System.EventStream.Unsubscribe(Self);
        foreach (var node in book.Nodes)
        {
            node.Tell(new RunLeaves());
        }
    }

    /// <summary>A node's own actors have no address in their path.</summary>
    private static Address AddressOf(IActorRef actor) =>
        actor.Path.Address.HasGlobalScope ? actor.Path.Address : Cluster.Get(Context.System).SelfAddress;

    private double Now => clock.GetElapsedTime(0).TotalSeconds;

    private void Add(WorkerJob job)
    {
        askers.Add(job, Sender);
        book.Add(job);
        Assign();
    }

    private void Assign()
    {
        foreach (var (node, number, job, isHedge) in book.Assign(Now))
        {
            if (isHedge)
            {
                log.Info($"job {number} is late on one node and given to {AddressOf(node)} as well");
            }

            Send(node, number, job);
        }
    }

    private void Send(IActorRef node, long number, WorkerJob job)
    {
        var policy = job.Policy is { } snapshot ? PolicyBlob.Of(snapshot) : null;
        if (policy is not null && sent[node].Add(policy))
        {
            SendPolicy(node, policy);
        }

        var order = job is RunSlot slot ? WorkerCodec.Encode(slot) : WorkerCodec.Encode((RunEpisode)job);
        bytesOut += order.Length;
        node.Tell(new RunJob(number, job is RunSlot ? JobKind.Slot : JobKind.Episode, policy?.Digest ?? string.Empty, order));
    }

    private void SendPolicy(IActorRef node, PolicyBlob policy)
    {
        foreach (var part in policy.Parts)
        {
            bytesOut += part.Bytes.Length;
            node.Tell(new PolicyPart(policy.Digest, part));
        }
    }

    private void OnOffered(IActorRef node, int jobs)
    {
        if (!sent.ContainsKey(node))
        {
            sent.Add(node, new SentPolicies());
            Context.Watch(node);
            refused.Remove(AddressOf(node));
            log.Info($"{AddressOf(node)} offers to take {jobs} jobs at a time");
        }

        book.Offered(node, jobs);
        Assign();
    }

    private void OnRefused(Address node, string reason)
    {
        if (refused.GetValueOrDefault(node) != reason)
        {
            refused[node] = reason;
            log.Warning($"{node} does not work for the run: {reason}");
            Context.System.EventStream.Publish(new NodeRefused(terms.Run, node.ToString(), reason));
        }
    }

    private void OnLeave(IActorRef node, IReadOnlyList<long> unbegun)
    {
        book.Leaves(node);
        foreach (var job in unbegun)
        {
            book.GivenBack(node, job);
        }

        Assign();
    }

    private void OnPolicyWanted(IActorRef node, string digest)
    {
        if (sent.GetValueOrDefault(node)?.Find(digest) is { } policy)
        {
            SendPolicy(node, policy);
        }
    }

    private void OnResult(IActorRef node, ResultPart message)
    {
        bytesIn += message.Part.Bytes.Length;
        node.Tell(new PartReceived(message.Job));
        if (!book.IsAt(node, message.Job))
        {
            return; // another node was faster, or this one was given up: the rest may never come
        }

        var key = (node, message.Job);
        if (!arriving.TryGetValue(key, out var parts))
        {
            arriving.Add(key, parts = new BlobParts());
        }

        if (parts.Add(message.Part) is not { } bytes)
        {
            return;
        }

        arriving.Remove(key);
        if (Answered(node, message.Job, isDone: true) is not { } answered)
        {
            return;
        }

        object answer = answered.Job switch
        {
            RunSlot slot => new SlotCompleted(slot, WorkerCodec.DecodeResult(bytes), message.Seconds),
            _ => new EpisodeAdvanced((RunEpisode)answered.Job, WorkerCodec.DecodeEpisodeState(bytes)),
        };
        answered.Asker.Tell(answer);
        Assign();
    }

    private void OnFailed(IActorRef node, JobFailedThere failed)
    {
        if (Answered(node, failed.Job, isDone: false) is { } answered)
        {
            answered.Asker.Tell(new JobFailed(answered.Job, failed.Reason));
            Assign();
        }
    }

    private (WorkerJob Job, IActorRef Asker)? Answered(IActorRef node, long number, bool isDone)
    {
        if (book.Answered(node, number, Now, isDone) is not var (job, inVain))
        {
            return null;
        }

        foreach (var other in inVain)
        {
            arriving.Remove((other, number));
            other.Tell(new CancelJob(number));
        }

        askers.Remove(job, out var asker);
        return (job, asker!);
    }

    private void OnRemoved(Address address)
    {
        refused.Remove(address);
        asked.Remove(address);
        GiveUp(address);
    }

    private void GiveUp(Address address)
    {
        foreach (var node in sent.Keys.Where(node => AddressOf(node).Equals(address)).ToArray())
        {
            GiveUp(node);
        }
    }

    private void GiveUp(IActorRef node)
    {
        if (!sent.Remove(node))
        {
            return;
        }

        log.Warning($"{AddressOf(node)} is gone or cannot be reached: its jobs are given to others");
        Context.Unwatch(node);
        book.Gone(node);
        foreach (var key in arriving.Keys.Where(key => key.Node.Equals(node)).ToArray())
        {
            arriving.Remove(key);
        }

        Assign();
    }

    /// <summary>Asks the nodes that have not answered, and gives late jobs to a second node.</summary>
    private void LookAround()
    {
        var state = Cluster.Get(Context.System).State;
        var known = sent.Keys.Select(AddressOf).ToHashSet();
        foreach (var member in state.Members.Where(m => m.Status == MemberStatus.Up && m.HasRole(NodeRole.Rollout) && !state.Unreachable.Contains(m)))
        {
            if (!Understands(member))
            {
                continue; // it is on its way out: see NodeVersionCheck
            }

            if (!known.Contains(member.Address) && (!asked.TryGetValue(member.Address, out var at) || clock.GetElapsedTime(at) > AskAgain))
            {
                asked[member.Address] = clock.GetTimestamp();
                Context.ActorSelection(new RootActorPath(member.Address) / "user" / RolloutNodeActor.Name).Tell(new WorkersWanted(terms));
            }
        }

        Assign();
    }

    private static bool Understands(Member member) => NodeVersion.Of(member).Wire == NodeVersion.Of(Cluster.Get(Context.System).SelfMember).Wire;

    private DispatchStatus Status() => new(
        [.. book.Nodes.Select(node => AddressOf(node).ToString()).Order(StringComparer.Ordinal)],
        refused.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value),
        book.UnderWay, book.Waiting, book.Hedges, book.Returned, bytesIn, bytesOut);

    private sealed record Look;
}
