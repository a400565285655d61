using System.Collections.Concurrent;

namespace Akka.Dispatch;

/// <summary>Gives actors threads.</summary>
public abstract class MessageDispatcher
{
    public const int DefaultThroughput = 100;

    internal MessageDispatcher(string id, int throughput)
    {
        Id = id;
        Throughput = throughput;
    }

    public string Id { get; protected set; }

    /// <summary>How many messages an actor may handle before the thread goes to another one.</summary>
    public int Throughput { get; set; }

    public void Schedule(Action run) => Execute(new ActionItem(run));

    internal abstract void Execute(IThreadPoolWorkItem item);

    /// <summary>As <see cref="Execute"/>, for an actor that has had its turn and has more to do.</summary>
    internal virtual void ExecuteAgain(IThreadPoolWorkItem item) => Execute(item);

    internal virtual void Attach(string actorName)
    {
    }

    internal virtual void Detach()
    {
    }

    private sealed class ActionItem(Action run) : IThreadPoolWorkItem
    {
        public void Execute() => run();
    }
}

/// <summary>Shares the threads of the .NET thread pool.</summary>
internal sealed class ThreadPoolDispatcher(string id, int throughput) : MessageDispatcher(id, throughput)
{
    // A thread takes the newest item of its own queue first: fastest for a chain of messages, but chains without an end
    // would shut out older items. So an actor that goes on, and every so many hand-overs, take their turn in the shared queue.
    private const int LocalHandOvers = 64;

    [ThreadStatic]
    private static int _handedOver;

    internal override void Execute(IThreadPoolWorkItem item) =>
        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: ++_handedOver % LocalHandOvers != 0);

    internal override void ExecuteAgain(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
}

/// <summary>Runs one actor, its asynchronous handlers included, on a thread of its own.</summary>
internal sealed class PinnedDispatcher(string id, int throughput) : MessageDispatcher(id, throughput)
{
    private readonly BlockingCollection<IThreadPoolWorkItem> _work = [];

    internal override void Attach(string actorName) =>
        new Thread(Run) { IsBackground = true, Name = $"{Id}:{actorName}" }.Start();

    internal override void Detach() => _work.CompleteAdding();

    internal override void Execute(IThreadPoolWorkItem item)
    {
        try
        {
            _work.Add(item);
        }
        catch (InvalidOperationException)
        {
            // The actor has stopped and its thread with it.
            ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
    }

    private void Run()
    {
        foreach (var item in _work.GetConsumingEnumerable()) item.Execute();
    }
}
