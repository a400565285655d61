namespace Akka.Actor;

/// <summary>Where an actor system lives; a local one has a protocol and a name only.</summary>
public sealed class Address : IEquatable<Address>, IComparable<Address>, IComparable
{
    public static readonly Address AllSystems = new("akka", "all-systems");

    private readonly string _text;

    public Address(string protocol, string system, string? host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host;
        Port = port;
        _text = $"{protocol}://{system}" + (host is null ? "" : $"@{host}") + (port is null ? "" : $":{port}");
    }

    public string Protocol { get; }

    public string System { get; }

    public string? Host { get; }

    public int? Port { get; }

    public bool HasLocalScope => Host is null;

    public bool HasGlobalScope => Host is not null;

    public static bool operator ==(Address? left, Address? right) => Equals(left, right);

    public static bool operator !=(Address? left, Address? right) => !Equals(left, right);

    public bool Equals(Address? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as Address);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    public int CompareTo(Address? other) => string.CompareOrdinal(_text, other?._text);

    int IComparable.CompareTo(object? obj) => CompareTo(obj as Address);

    public override string ToString() => _text;
}
