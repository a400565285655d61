namespace Akka.Actor;

/// <summary>Chooses what happens to a failed child by its exception.</summary>
public interface IDecider
{
    Directive Decide(Exception cause);
}

/// <summary>Makes deciders.</summary>
public static class Decider
{
    public static LocalOnlyDecider From(Func<Exception, Directive> localOnlyDecider) => new(localOnlyDecider);

    public static DeployableDecider From(Directive defaultDirective, params KeyValuePair<Type, Directive>[] pairs) =>
        new(defaultDirective, pairs);

    public static DeployableDecider From(Directive defaultDirective, IEnumerable<KeyValuePair<Type, Directive>> pairs) =>
        new(defaultDirective, pairs);
}

/// <summary>Decides by a function.</summary>
public class LocalOnlyDecider : IDecider
{
    private readonly Func<Exception, Directive> _decider;

    public LocalOnlyDecider(Func<Exception, Directive> decider)
    {
        ArgumentNullException.ThrowIfNull(decider);
        _decider = decider;
    }

    public Directive Decide(Exception cause) => _decider(cause);
}

/// <summary>Decides by a table of exception types; the first that fits counts.</summary>
public class DeployableDecider : IDecider
{
    public DeployableDecider(Directive defaultDirective, params KeyValuePair<Type, Directive>[] pairs)
    {
        DefaultDirective = defaultDirective;
        Pairs = pairs;
    }

    public DeployableDecider(Directive defaultDirective, IEnumerable<KeyValuePair<Type, Directive>> pairs)
        : this(defaultDirective, pairs.ToArray())
    {
    }

    public Directive DefaultDirective { get; }

    public KeyValuePair<Type, Directive>[] Pairs { get; }

    public Directive Decide(Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        foreach (var (type, directive) in Pairs)
            if (type.IsInstanceOfType(cause)) return directive;
        return DefaultDirective;
    }
}
