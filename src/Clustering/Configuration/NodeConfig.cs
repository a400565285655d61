using AwacAkka.Clustering.Storage;

namespace AwacAkka.Clustering.Configuration;

/// <summary>What a node is told; read with <see cref="NodeConfigLoader"/>. <c>hocon/cluster.conf</c> says what each key means.</summary>
public sealed record NodeConfig
{
    /// <summary>Name of the cluster, which is that of its actor systems.</summary>
    public required string Name { get; init; }

    /// <summary>Address by which other nodes reach this one.</summary>
    public required string Hostname { get; init; }

    /// <summary>Port by which other nodes reach this one; 0 for any.</summary>
    public required int Port { get; init; }

    /// <summary>Address that this node listens on; empty for <see cref="Hostname"/>.</summary>
    public required string BindHostname { get; init; }

    /// <summary>Nodes that a new one asks to be let in; not asked where <see cref="Discovery"/> finds others.</summary>
    public required IReadOnlyList<NodeAddress> SeedNodes { get; init; }

    /// <summary>How the seed nodes are looked up instead; null where they are <see cref="SeedNodes"/>.</summary>
    public DiscoveryConfig? Discovery { get; init; }

    /// <summary>What the node does.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>How long a node that stops may take.</summary>
    public required TimeSpan LeaveTimeout { get; init; }

    /// <summary>Environments that run at a time.</summary>
    public required int Workers { get; init; }

    /// <summary>Runs that train at a time on a learner node.</summary>
    public required int RunsPerLearner { get; init; }

    /// <summary>How often the database is asked for what is to be done.</summary>
    public required TimeSpan PollInterval { get; init; }

    /// <summary>Where the journals are.</summary>
    public required DatabaseSettings Database { get; init; }

    /// <summary>When a job is given to a second node.</summary>
    public required Hedging Hedging { get; init; }

    /// <summary>How nodes find out that another one is gone.</summary>
    public required FailureDetection FailureDetection { get; init; }

    /// <summary>How connections are encrypted; null for not at all.</summary>
    public required TlsConfig? Tls { get; init; }

    /// <summary>What the others are told of the program; not the user's to set.</summary>
    public NodeVersion Version { get; init; } = NodeVersion.OfThisProgram;
}

/// <summary>Where a node is.</summary>
/// <param name="Host">Host name or IP address.</param>
/// <param name="Port">Port.</param>
public sealed record NodeAddress(string Host, int Port)
{
    /// <inheritdoc />
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}

/// <summary>How seed nodes are looked up.</summary>
/// <param name="Method">The method of Akka.Discovery.</param>
/// <param name="Service">The service that it is asked for.</param>
/// <param name="Timeout">How long it may take to answer.</param>
/// <param name="Settings">What the method itself is told, HOCON: what stands under akka.discovery.METHOD.</param>
public sealed record DiscoveryConfig(string Method, string Service, TimeSpan Timeout, string Settings);

/// <summary>How nodes find out that another one is gone.</summary>
/// <param name="HeartbeatInterval">How often nodes say that they are there.</param>
/// <param name="AcceptablePause">How long a node may be silent.</param>
/// <param name="StableAfter">How long the members must have been the same before those that cannot be reached are declared gone.</param>
public sealed record FailureDetection(TimeSpan HeartbeatInterval, TimeSpan AcceptablePause, TimeSpan StableAfter);

/// <summary>How connections between nodes are encrypted.</summary>
/// <param name="Authority">Certificate of the authority, a PEM file.</param>
/// <param name="Certificate">Certificate of this node, a PEM file.</param>
/// <param name="Key">Its private key, a PEM file.</param>
/// <param name="WarnBefore">How long before its end a certificate is warned of.</param>
public sealed record TlsConfig(string Authority, string Certificate, string Key, TimeSpan WarnBefore);
