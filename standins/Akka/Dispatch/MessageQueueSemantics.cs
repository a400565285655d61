namespace Akka.Dispatch;

/// <summary>A property of mailboxes.</summary>
public interface ISemantics;

/// <summary>The mailbox has no limit.</summary>
public interface IUnboundedMessageQueueSemantics : ISemantics;

/// <summary>Messages can be put in front.</summary>
public interface IDequeBasedMessageQueueSemantics : ISemantics
{
    void EnqueueFirst(Actor.Envelope envelope);
}

/// <summary>Both.</summary>
public interface IUnboundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IUnboundedMessageQueueSemantics;

/// <summary>Names the mailbox that an actor needs; every mailbox here is unbounded and takes messages in front.</summary>
public interface IRequiresMessageQueue<T>
    where T : ISemantics;
