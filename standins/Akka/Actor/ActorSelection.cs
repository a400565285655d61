using System.Text.RegularExpressions;

namespace Akka.Actor;

/// <summary>One step of a selection.</summary>
public abstract class SelectionPathElement;

/// <summary>Down to the child of that name.</summary>
public class SelectChildName : SelectionPathElement
{
    public SelectChildName(string name) => Name = name;

    public string Name { get; }

    public override string ToString() => Name;
}

/// <summary>Down to all children whose names match; '*' and '?' are wildcards.</summary>
public class SelectChildPattern : SelectionPathElement
{
    private readonly Regex _regex;

    public SelectChildPattern(string patternStr)
    {
        ArgumentNullException.ThrowIfNull(patternStr);
        PatternStr = patternStr;
        var pattern = Regex.Escape(patternStr).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        _regex = new Regex($"^{pattern}$", RegexOptions.CultureInvariant);
    }

    public string PatternStr { get; }

    public override string ToString() => PatternStr;

    internal bool Matches(string name) => _regex.IsMatch(name);
}

/// <summary>Up to the parent.</summary>
public class SelectParent : SelectionPathElement
{
    public static readonly SelectParent Instance = new();

    public override string ToString() => "..";
}

/// <summary>Actors by path; who they are is looked up at each message.</summary>
public class ActorSelection : ICanTell
{
    public ActorSelection(IActorRef anchor, SelectionPathElement[] path)
    {
        Anchor = anchor;
        Path = path;
    }

    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, (path ?? throw new ArgumentNullException(nameof(path))).Split('/'))
    {
    }

    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
        : this(anchor, elements.Where(element => element.Length > 0).Select(Parse).ToArray())
    {
    }

    public IActorRef Anchor { get; }

    public SelectionPathElement[] Path { get; }

    public string PathString => "/" + string.Join('/', Path.Select(element => element.ToString()));

    public void Tell(object message, IActorRef? sender = null)
    {
        sender ??= ActorCell.Current?.Self;
        var found = Resolve();
        foreach (var target in found) target.Tell(message, sender);
        var isPattern = Path.Any(element => element is SelectChildPattern);
        if (found.Count == 0 && !isPattern && SystemOf(Anchor) is { } system)
            new EmptyActorRef(system, Anchor.Path / Path.Select(element => element.ToString()!)).Tell(message, sender);
    }

    /// <summary>The one actor of this path; fails with <see cref="ActorNotFoundException"/> where there is none.</summary>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(this), timeout, ct).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException($"There is no actor at {this}.");
        }
        catch (AskTimeoutException timedOut)
        {
            throw new ActorNotFoundException($"No actor answered at {this} within {timeout.TotalSeconds} s.", timedOut);
        }
    }

    public override string ToString() => $"ActorSelection[{Anchor}{PathString}]";

    internal static ActorSystemImpl? SystemOf(IActorRef anchor) =>
        (anchor as LocalActorRef)?.Cell.SystemImpl ?? (anchor as EmptyActorRef)?.System;

    private static SelectionPathElement Parse(string element) =>
        element == ".." ? SelectParent.Instance
        : element.AsSpan().ContainsAny('*', '?') ? new SelectChildPattern(element)
        : new SelectChildName(element);

    private List<InternalActorRefBase> Resolve()
    {
        List<InternalActorRefBase> level = Anchor is InternalActorRefBase anchor ? [anchor] : [];
        foreach (var element in Path)
        {
            level = element switch
            {
                SelectParent => level.Select(actor => actor.ParentRef).OfType<LocalActorRef>().Distinct<InternalActorRefBase>().ToList(),
                SelectChildPattern pattern =>
                    level.SelectMany(actor => actor.GetChildRefs()).Where(child => pattern.Matches(child.Path.Name)).ToList(),
                _ => level.Select(actor => actor.GetChildRef(element.ToString()!)).OfType<InternalActorRefBase>().ToList(),
            };
        }
        return level;
    }
}
