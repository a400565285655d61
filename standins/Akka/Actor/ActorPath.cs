using System.Text;

namespace Akka.Actor;

/// <summary>The place of an actor in the tree; the uid tells apart incarnations of one name.</summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private string? _text;

    private ActorPath(Address address, ActorPath? parent, string name, long uid)
    {
        Address = address;
        Parent = parent ?? this;
        Depth = parent is null ? 0 : parent.Depth + 1;
        Name = name;
        Uid = uid;
    }

    protected ActorPath(Address address, string name)
        : this(address, null, name, 0)
    {
    }

    protected ActorPath(ActorPath parentPath, string name, long uid)
        : this(parentPath.Address, parentPath, name, uid)
    {
    }

    public Address Address { get; }

    public ActorPath Parent { get; }

    public ActorPath Root => Depth == 0 ? this : Parent.Root;

    public int Depth { get; }

    public string Name { get; }

    public long Uid { get; }

    /// <summary>The names from below the root down to this one.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            var elements = new string[Depth];
            var path = this;
            for (var i = Depth - 1; i >= 0; i--, path = path.Parent) elements[i] = path.Name;
            return elements;
        }
    }

    public static bool operator ==(ActorPath? left, ActorPath? right) => Equals(left, right);

    public static bool operator !=(ActorPath? left, ActorPath? right) => !Equals(left, right);

    public static ActorPath operator /(ActorPath path, string name) => new ChildActorPath(path, name, 0);

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name) =>
        name.Where(part => part.Length > 0).Aggregate(path, (parent, part) => parent / part);

    /// <summary>Whether the name may be given to an actor: URI characters, and no leading '$'.</summary>
    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$') return false;
        for (var i = 0; i < s.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(s[i]) || ValidSymbols.Contains(s[i], StringComparison.Ordinal)) continue;
            var escaped = s[i] == '%' && i + 2 < s.Length && char.IsAsciiHexDigit(s[i + 1]) && char.IsAsciiHexDigit(s[i + 2]);
            if (!escaped) return false;
            i += 2;
        }
        return true;
    }

    public static bool TryParse(string path, out ActorPath? actorPath)
    {
        actorPath = null;
        if (path is null) return false;
        var protocolEnd = path.IndexOf("://", StringComparison.Ordinal);
        if (protocolEnd <= 0) return false;
        var systemStart = protocolEnd + 3;
        var systemEnd = path.IndexOf('/', systemStart);
        var system = systemEnd < 0 ? path[systemStart..] : path[systemStart..systemEnd];
        if (system.Length == 0 || system.Contains('@', StringComparison.Ordinal)) return false;
        ActorPath root = new RootActorPath(new Address(path[..protocolEnd], system));
        var rest = systemEnd < 0 ? "" : path[(systemEnd + 1)..];
        var uidStart = rest.LastIndexOf('#');
        if (uidStart >= 0) rest = rest[..uidStart];
        actorPath = root / rest.Split('/');
        return true;
    }

    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed)
            ? parsed!
            : throw new UriFormatException($"'{path}' is not an actor path such as akka://system/user/name.");

    public ActorPath Child(string childName) => this / childName;

    public ActorPath WithUid(long uid) => Depth == 0 || uid == Uid ? this : new ChildActorPath(Parent, Name, uid);

    public bool Equals(ActorPath? other)
    {
        ActorPath a = this, b;
        if (other is null || Depth != other.Depth) return false;
        for (b = other; !ReferenceEquals(a, b); a = a.Parent, b = b.Parent)
        {
            if (!string.Equals(a.Name, b.Name, StringComparison.Ordinal)) return false;
            if (a.Depth == 0) return a.Address.Equals(b.Address);
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    public int CompareTo(ActorPath? other) => string.CompareOrdinal(ToString(), other?.ToString());

    public string ToStringWithoutAddress()
    {
        if (Depth == 0) return Name.StartsWith('/') ? Name : "/" + Name;
        var text = new StringBuilder();
        foreach (var element in Elements) text.Append('/').Append(element);
        return text.ToString();
    }

    public string ToStringWithAddress() => ToString();

    public string ToStringWithUid() => Uid == 0 ? ToString() : $"{this}#{Uid}";

    public string ToSerializationFormat() => ToStringWithUid();

    public override string ToString() => _text ??= Address + ToStringWithoutAddress();
}

/// <summary>The root of the tree of one address.</summary>
public sealed class RootActorPath : ActorPath
{
    public RootActorPath(Address address, string name = "")
        : base(address, name)
    {
    }
}

/// <summary>Any path below the root.</summary>
public sealed class ChildActorPath : ActorPath
{
    public ChildActorPath(ActorPath parentPath, string name, long uid)
        : base(parentPath, name, uid)
    {
    }
}
