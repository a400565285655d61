using System.Linq.Expressions;
using System.Reflection;

namespace Akka.Actor;

/// <summary>Makes and releases actor instances in place of a constructor call.</summary>
public interface IIndirectActorProducer
{
    Type ActorType { get; }

    ActorBase Produce();

    void Release(ActorBase actor);
}

/// <summary>The recipe of an actor: type, constructor arguments, dispatcher, strategy for its children. Immutable.</summary>
public class Props : IEquatable<Props>
{
    private readonly IIndirectActorProducer? _producer;

    public Props(Type type)
        : this(type, [], null, null, null)
    {
    }

    public Props(Type type, object[] args)
        : this(type, args, null, null, null)
    {
    }

    private Props(Type type, object?[] args, SupervisorStrategy? strategy, string? dispatcher, IIndirectActorProducer? producer)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!typeof(ActorBase).IsAssignableFrom(type))
            throw new ArgumentException($"{type} is not an actor: it does not derive from {nameof(ActorBase)}.", nameof(type));
        Type = type;
        Arguments = args;
        SupervisorStrategy = strategy;
        Dispatcher = dispatcher ?? Dispatch.Dispatchers.DefaultDispatcherId;
        _producer = producer;
    }

    public Type Type { get; }

    public object?[] Arguments { get; }

    public SupervisorStrategy? SupervisorStrategy { get; protected set; }

    public string Dispatcher { get; }

    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase =>
        new(typeof(TActor), args);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() =>
        new(typeof(TActor), [], supervisorStrategy, null, null);

    /// <summary>From <c>() => new TActor(...)</c>. The arguments are evaluated now, once; every incarnation gets the same ones.</summary>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (factory.Body is not NewExpression creation)
            throw new ArgumentException(
                $"Props.Create needs an expression of the form () => new {typeof(TActor).Name}(...).", nameof(factory));
        var arguments = creation.Arguments.Select(Evaluate).ToArray();
        return new Props(creation.Type, arguments, supervisorStrategy, null, null);
    }

    public static Props Create(Type type, params object[] args) => new(type, args);

    public static Props CreateBy(IIndirectActorProducer producer, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return new Props(producer.ActorType, args, null, null, producer);
    }

    public Props WithDispatcher(string dispatcher) => new(Type, Arguments, SupervisorStrategy, dispatcher, _producer);

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) =>
        new(Type, Arguments, supervisorStrategy, Dispatcher, _producer);

    public virtual ActorBase NewActor()
    {
        if (_producer is not null) return _producer.Produce();
        try
        {
            return (ActorBase)Activator.CreateInstance(Type, Arguments)!;
        }
        catch (TargetInvocationException thrownByConstructor) when (thrownByConstructor.InnerException is not null)
        {
            throw thrownByConstructor.InnerException;
        }
        catch (MissingMethodException)
        {
            var given = string.Join(", ", Arguments.Select(argument => argument?.GetType().Name ?? "null"));
            throw new InvalidOperationException($"{Type} has no public constructor that takes ({given}).");
        }
    }

    public bool Equals(Props? other) =>
        other is not null && Type == other.Type && Dispatcher == other.Dispatcher && Equals(SupervisorStrategy, other.SupervisorStrategy)
        && ReferenceEquals(_producer, other._producer) && Arguments.SequenceEqual(other.Arguments);

    public override bool Equals(object? obj) => Equals(obj as Props);

    public override int GetHashCode() => HashCode.Combine(Type, Dispatcher, Arguments.Length);

    internal void Release(ActorBase actor) => _producer?.Release(actor);

    private static object? Evaluate(Expression argument) =>
        argument is ConstantExpression constant
            ? constant.Value
            : Expression.Lambda<Func<object?>>(Expression.Convert(argument, typeof(object))).Compile(preferInterpretation: true)();
}
