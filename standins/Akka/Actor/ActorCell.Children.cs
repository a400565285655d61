namespace Akka.Actor;

internal sealed partial class ActorCell
{
    private const string Digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";
    private long _nextName;

    public ChildrenContainer Children { get; } = new();

    public IActorRef ActorOf(Props props, string? name = null) => MakeChild(props, name);

    public IActorRef Child(string name) => Children.ByName(name)?.Child ?? (IActorRef)ActorRefs.Nobody;

    public IEnumerable<IActorRef> GetChildren() => Children.Refs();

    public void Stop(IActorRef child)
    {
        Children.ShallDie(child);
        ((InternalActorRefBase)child).Stop();
    }

    public LocalActorRef MakeChild(Props props, string? name)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (name is not null && !ActorPath.IsValidPathElement(name))
            throw new InvalidActorNameException(
                $"'{name}' cannot name an actor: use letters, digits and {ActorPath.ValidSymbols}, and no leading '$'.");
        name ??= "$" + ShortName(Interlocked.Increment(ref _nextName) - 1);
        Children.Reserve(name, Self.Path);
        try
        {
            // The uid tells this actor from earlier ones of the same name.
            var path = new ChildActorPath(Self.Path, name, Interlocked.Increment(ref _lastUid));
            var child = new LocalActorRef(SystemImpl, props, _self, path);
            Children.Add(name, child);
            child.Start();
            return child;
        }
        catch
        {
            Children.Unreserve(name);
            throw;
        }
    }

    internal static string ShortName(long number)
    {
        var text = "";
        do
        {
            text = Digits[(int)(number & 63)] + text;
            number >>= 6;
        }
        while (number > 0);
        return text;
    }

    private static long _lastUid;
}
