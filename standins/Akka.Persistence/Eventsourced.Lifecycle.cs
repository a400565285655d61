using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Persistence;

/// <content>Start, restart and stop; how messages reach the current state.</content>
public abstract partial class Eventsourced
{
    /// <summary>What a user's UnstashAll brings back: everything but replies of the journal to a former incarnation.</summary>
    public static readonly Func<Envelope, bool> UnstashFilterPredicate = envelope => envelope.Message is not (WriteMessageSuccess or ReplayedMessage);

    private Action<Receive, object> _currentState;
    private bool _isRecovering = true;
    private bool _isInCommand;
    private bool _commandEndsLater;
    private ILoggingAdapter? _log;

    public override void AroundPreStart()
    {
        StartRecovery();
        base.AroundPreStart();
    }

    public override void AroundPostRestart(Exception reason, object? message)
    {
        StartRecovery();
        base.AroundPostRestart(reason, message);
    }

    public override void AroundPreRestart(Exception cause, object? message)
    {
        CancelRecoveryTimer();
        try
        {
            ReturnStashedMessages();
        }
        finally
        {
            var inner = message switch
            {
                WriteMessageSuccess success => success.Persistent,
                LoopMessageSuccess loop => loop.Message,
                ReplayedMessage replayed => replayed.Persistent,
                _ => message,
            };
            // What was persisted before the failure is part of the commands that were already accepted.
            FlushBatch();
            base.AroundPreRestart(cause, inner);
        }
    }

    public override void AroundPostStop()
    {
        CancelRecoveryTimer();
        try
        {
            ReturnStashedMessages();
        }
        finally
        {
            base.AroundPostStop();
        }
    }

    protected internal override bool AroundReceive(Receive receive, object message)
    {
        _currentState(receive, message);
        return true;
    }

    /// <summary>Runs asynchronous work as part of the current command: the next command waits for its end.</summary>
    protected void RunTask(Func<Task> action)
    {
        var ofCommand = _isInCommand;
        _commandEndsLater |= ofCommand;
        ActorTaskScheduler.RunTask(async () =>
        {
            var failed = true;
            try
            {
                await action();
                failed = false;
            }
            finally
            {
                if (ofCommand)
                    EndCommand(failed);
                else
                    FlushBatch();
            }
        });
    }

    private void ReturnStashedMessages()
    {
        _internalStash.UnstashAll();
        Stash?.UnstashAll(UnstashFilterPredicate);
    }

    private void BaseReceive(Receive receive, object message) => base.AroundReceive(receive, message);
}
