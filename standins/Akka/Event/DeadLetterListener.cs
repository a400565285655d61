using Akka.Actor;

namespace Akka.Event;

/// <summary>Logs dead letters, up to a number.</summary>
internal sealed class DeadLetterListener(int limit, bool duringShutdown) : ActorBase
{
    private int _count;

    protected override bool Receive(object message)
    {
        if (message is not DeadLetter letter) return false;
        _count++;
        if (_count > limit || (!duringShutdown && ((ActorSystemImpl)Context.System).IsTerminating)) return true;
        var last = _count == limit && limit != int.MaxValue ? " More of them are not logged; see akka.log-dead-letters." : "";
        Context.GetLogger().Info(
            "Message [{0}] from {1} to {2} was not delivered: dead letter {3}.{4}",
            [letter.Message.GetType().Name, letter.Sender, letter.Recipient, _count, last]);
        return true;
    }
}

/// <summary>Logs the messages that actors had no handler for.</summary>
internal sealed class UnhandledMessageLogger : ActorBase
{
    protected override bool Receive(object message)
    {
        if (message is not UnhandledMessage unhandled) return false;
        Context.GetLogger().Debug("Unhandled message from {0} to {1}: {2}", unhandled.Sender, unhandled.Recipient, unhandled.Message);
        return true;
    }
}
