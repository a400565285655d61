using Akka.Actor;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Rollouts;

namespace AwacAkka.Clustering.Dispatch;

/// <summary>Workers of other nodes, behind the run's <see cref="DispatchActor"/>.</summary>
/// <param name="dispatch">The run's.</param>
internal sealed class NodeWorkerSource(IActorRef dispatch) : IWorkerSource
{
    /// <inheritdoc />
    public IWorkers WorkersFor(IActorContext context, RolloutsSection config) => new NodeWorkers(context.Self, dispatch);
}

/// <summary>
/// What a supervising actor has instead of children. Nodes restart their own workers and find their own hangs; here only the jobs are known that
/// have not been answered.
/// </summary>
internal sealed class NodeWorkers(IActorRef supervisor, IActorRef dispatch) : IWorkers
{
    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(1);
    private readonly HashSet<WorkerJob> asked = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc />
    public SupervisorStrategy Strategy { get; } = new OneForOneStrategy(_ => Directive.Escalate);

    /// <inheritdoc />
    public TimeSpan WatchInterval => Seldom;

    /// <inheritdoc />
    public void Start(int count)
    {
        // How many there are is the nodes' business.
    }

    /// <inheritdoc />
    public void Enqueue(WorkerJob job)
    {
        asked.Add(job);
        dispatch.Tell(job, supervisor);
    }

    /// <inheritdoc />
    public void Ready(IActorRef sender)
    {
        // Nodes keep that to themselves.
    }

    /// <inheritdoc />
    public bool Release(IActorRef sender, WorkerJob job) => asked.Remove(job);

    /// <inheritdoc />
    public bool Fail(IActorRef sender, WorkerJob job) => asked.Remove(job);

    /// <inheritdoc />
    public IReadOnlyList<HungJob> ReplaceHanging() => [];
}
