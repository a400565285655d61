using System.Collections.Concurrent;
using Akka.Actor;

namespace Akka.Event;

/// <summary>Hands events to the subscribers of their class and of the classes above it.</summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
    where TClassifier : notnull
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<TClassifier, TSubscriber[]> _receivers = new();
    private (TClassifier Classifier, TSubscriber Subscriber)[] _subscriptions = [];

    protected EventBus()
    {
    }

    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_lock)
        {
            // Subscribed to this class or to one above it: nothing would change.
            if (_subscriptions.Any(known => Is(known, subscriber) && IsSubClassification(known.Classifier, classifier))) return false;
            Replace([.. _subscriptions, (classifier, subscriber)]);
            return true;
        }
    }

    public virtual bool Unsubscribe(TSubscriber subscriber) => RemoveWhere(known => Is(known, subscriber));

    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier) =>
        RemoveWhere(known => Is(known, subscriber) && known.Classifier.Equals(classifier));

    public virtual void Publish(TEvent @event)
    {
        foreach (var subscriber in ReceiversOf(@event)) Publish(@event, subscriber);
    }

    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    protected abstract TClassifier GetClassifier(TEvent @event);

    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    private static bool Is((TClassifier Classifier, TSubscriber Subscriber) known, TSubscriber subscriber) =>
        EqualityComparer<TSubscriber>.Default.Equals(known.Subscriber, subscriber);

    private TSubscriber[] ReceiversOf(TEvent @event)
    {
        var classifier = GetClassifier(@event);
        if (_receivers.TryGetValue(classifier, out var receivers)) return receivers;
        lock (_lock)
        {
            var matching = _subscriptions.Where(known => Classify(@event, known.Classifier));
            receivers = matching.Select(known => known.Subscriber).Distinct().ToArray();
            return _receivers[classifier] = receivers;
        }
    }

    private bool RemoveWhere(Func<(TClassifier Classifier, TSubscriber Subscriber), bool> condition)
    {
        if (Volatile.Read(ref _subscriptions).Length == 0) return false;
        lock (_lock)
        {
            var kept = _subscriptions.Where(known => !condition(known)).ToArray();
            if (kept.Length == _subscriptions.Length) return false;
            Replace(kept);
            return true;
        }
    }

    private void Replace((TClassifier Classifier, TSubscriber Subscriber)[] subscriptions)
    {
        Volatile.Write(ref _subscriptions, subscriptions);
        _receivers.Clear();
    }
}

/// <summary>A bus whose subscribers are actors.</summary>
public abstract class ActorEventBus<TEvent, TClassifier> : EventBus<TEvent, TClassifier, IActorRef>
    where TClassifier : notnull
{
    protected ActorEventBus()
    {
    }
}

/// <summary>The bus of an actor system: any object by its type. An actor that stops is unsubscribed.</summary>
public class EventStream : LoggingBus
{
    private readonly bool _debug;

    public EventStream(bool debug) => _debug = debug;

    public override bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        if (_debug) Publish(new Debug(nameof(EventStream), GetType(), $"subscribing {subscriber} to channel {channel}"));
        return base.Subscribe(subscriber, channel);
    }

    public override bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        if (_debug) Publish(new Debug(nameof(EventStream), GetType(), $"unsubscribing {subscriber} from channel {channel}"));
        return base.Unsubscribe(subscriber, channel);
    }

    public override bool Unsubscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        return base.Unsubscribe(subscriber);
    }
}
