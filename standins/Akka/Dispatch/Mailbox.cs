using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace Akka.Dispatch;

/// <summary>
/// The queues of one actor and the right to run it. User messages wait in arrival order; system messages overtake them.
/// Whoever sets the scheduled bit hands the mailbox to the dispatcher, so one thread at a time runs the actor.
/// </summary>
internal sealed class Mailbox(ActorCell cell, MessageDispatcher dispatcher) : IThreadPoolWorkItem
{
    // The status word: closed, scheduled, and above them the number of suspensions.
    private const int Closed = 1;
    private const int Scheduled = 2;
    private const int Suspension = 4;

    private static readonly SystemMessage ClosedList = new Suspend();

    private readonly ConcurrentQueue<Envelope> _queue = new();

    // Unstashed messages, which come before the queue; only the running actor touches it.
    private Stack<Envelope>? _front;

    // Newest first; ClosedList once the actor is gone.
    private SystemMessage? _system;
    private int _status;

    public bool IsSuspended => _status >= Suspension;

    public bool IsClosed => (Volatile.Read(ref _status) & Closed) != 0;

    public MessageDispatcher Dispatcher => dispatcher;

    public void Post(in Envelope envelope)
    {
        _queue.Enqueue(envelope);
        var status = Volatile.Read(ref _status);
        if (status == 0) Schedule();
        else if ((status & Closed) != 0) DrainToDeadLetters();
    }

    public void PostSystem(SystemMessage message)
    {
        SystemMessage? newest;
        do
        {
            newest = Volatile.Read(ref _system);
            if (ReferenceEquals(newest, ClosedList))
            {
                cell.SystemImpl.DeadLetterRef.SendSystemMessage(message);
                return;
            }
            message.Next = newest;
        }
        while (Interlocked.CompareExchange(ref _system, message, newest) != newest);
        Schedule();
    }

    /// <summary>Puts messages before all that wait; called by the running actor.</summary>
    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        _front ??= new Stack<Envelope>();
        foreach (var envelope in envelopes.Reverse()) _front.Push(envelope);
    }

    public void SuspendUser() => Interlocked.Add(ref _status, Suspension);

    public void ResumeUser()
    {
        if (_status >= Suspension) Interlocked.Add(ref _status, -Suspension);
    }

    public void Execute()
    {
        var outer = ActorCell.Current;
        ActorCell.Current = cell;
        try
        {
            RunSystemMessages();
            RunUserMessages();
        }
        finally
        {
            ActorCell.Current = outer;
            var unstashed = _front is { Count: > 0 };
            var status = Interlocked.And(ref _status, ~Scheduled) & ~Scheduled;
            var userWork = status == 0 && (unstashed || !_queue.IsEmpty);
            if (userWork || (status & Closed) == 0 && Volatile.Read(ref _system) is not null) Schedule(again: true);
        }
    }

    /// <summary>No message is handled any more; what waits, and what still comes, becomes a dead letter.</summary>
    public void Close()
    {
        Interlocked.Or(ref _status, Closed);
        DeadLetterAll(Interlocked.Exchange(ref _system, ClosedList));
        while (_front is not null && _front.TryPop(out var envelope)) ReportDeadLetter(envelope);
        DrainToDeadLetters();
    }

    private void Schedule(bool again = false)
    {
        var status = Volatile.Read(ref _status);
        while ((status & (Closed | Scheduled)) == 0)
        {
            var seen = Interlocked.CompareExchange(ref _status, status | Scheduled, status);
            if (seen == status)
            {
                if (again) dispatcher.ExecuteAgain(this);
                else dispatcher.Execute(this);
                return;
            }
            status = seen;
        }
    }

    private void RunUserMessages()
    {
        for (var left = dispatcher.Throughput; left > 0 && _status == Scheduled && TryDequeue(out var envelope); left--)
        {
            cell.Invoke(envelope);
            if (Volatile.Read(ref _system) is not null) RunSystemMessages();
        }
    }

    private void RunSystemMessages()
    {
        while (!IsClosed && Volatile.Read(ref _system) is not null)
        {
            var message = OldestFirst(Interlocked.Exchange(ref _system, null));
            while (message is not null)
            {
                var next = message.Next;
                message.Next = null;
                if (IsClosed) cell.SystemImpl.DeadLetterRef.SendSystemMessage(message);
                else cell.SystemInvoke(message);
                message = next;
            }
        }
    }

    private bool TryDequeue(out Envelope envelope) =>
        (_front is { Count: > 0 } && _front.TryPop(out envelope)) || _queue.TryDequeue(out envelope);

    private void DrainToDeadLetters()
    {
        while (_queue.TryDequeue(out var envelope)) ReportDeadLetter(envelope);
    }

    private void ReportDeadLetter(in Envelope envelope) =>
        cell.SystemImpl.DeadLetterRef.Report(envelope.Message, envelope.Sender, cell.Self);

    private void DeadLetterAll(SystemMessage? newestFirst)
    {
        for (var message = OldestFirst(newestFirst); message is not null;)
        {
            var next = message.Next;
            message.Next = null;
            cell.SystemImpl.DeadLetterRef.SendSystemMessage(message);
            message = next;
        }
    }

    private static SystemMessage? OldestFirst(SystemMessage? newestFirst)
    {
        SystemMessage? reversed = null;
        while (newestFirst is not null)
        {
            var next = newestFirst.Next;
            newestFirst.Next = reversed;
            reversed = newestFirst;
            newestFirst = next;
        }
        return reversed;
    }
}
