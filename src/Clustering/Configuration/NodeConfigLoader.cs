using System.Globalization;
using Akka.Configuration;
using AwacAkka.Actors.Configuration;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Clustering.Configuration;

/// <summary>Reads what a node is told: the embedded <c>cluster.conf</c>, and a file over it. All of it is checked before anything starts.</summary>
public static class NodeConfigLoader
{
    private const int HighestPort = 65_535;
    private const int MostWorkers = 1_024;
    private const int LeastHeartbeats = 2; // that a node owes before it counts as gone
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(10); // so long a run that lost its node may wait
    private static readonly TimeSpan LongestLeave = TimeSpan.FromSeconds(10);

    /// <summary>Reads and checks a configuration.</summary>
    /// <param name="file">A HOCON file; null for the defaults alone.</param>
    /// <param name="roles">The roles, where they are not the file's.</param>
    /// <exception cref="RunConfigException">Something is wrong with it; one sentence says what.</exception>
    public static NodeConfig Load(string? file, IReadOnlyList<string>? roles = null)
    {
        var keys = NodeKeys.Read(file);
        var config = new NodeConfig
        {
            Name = keys.Text("cluster.name"),
            Hostname = keys.Host("cluster.hostname"),
            Port = keys.Number("cluster.port", 0, HighestPort),
            BindHostname = keys.HostOrNone("cluster.bind-hostname"),
            SeedNodes = [.. keys.List("cluster.seed-nodes").Select(keys.Address)],
            Discovery = Discovery(keys),
            Roles = roles ?? keys.List("cluster.roles"),
            LeaveTimeout = keys.Time("cluster.leave-timeout", TimeSpan.FromMilliseconds(100), LongestLeave),
            Workers = keys.Number("cluster.rollouts.workers", 0, MostWorkers) is var workers and not 0 ? workers : Environment.ProcessorCount,
            RunsPerLearner = keys.Number("cluster.runs.per-learner", 1, MostWorkers),
            PollInterval = keys.Time("cluster.runs.poll-interval", TimeSpan.FromMilliseconds(100), LongestPoll),
            Database = Database(keys),
            Hedging = new Hedging(
                keys.Real("cluster.hedging.multiple", 1, 1_000), keys.Time("cluster.hedging.at-least", TimeSpan.Zero, TimeSpan.FromHours(1))),
            FailureDetection = new FailureDetection(
                keys.Time("cluster.failure-detection.heartbeat-interval", TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1)),
                keys.Time("cluster.failure-detection.acceptable-pause", TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(10)),
                keys.Time("cluster.failure-detection.stable-after", TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(10))),
            Tls = keys.Switch("cluster.tls.enabled")
                ? new TlsConfig(
                    keys.File("cluster.tls.authority"), keys.File("cluster.tls.certificate"), keys.File("cluster.tls.key"),
                    keys.Time("cluster.tls.warn-before", TimeSpan.Zero, TimeSpan.FromDays(3_650)))
                : null,
        };
        Check(config, keys);
        return config;
    }

    /// <summary>Reads where a cluster's database is, for those who are no node.</summary>
    /// <exception cref="RunConfigException">Something is wrong with it; one sentence says what.</exception>
    public static DatabaseSettings LoadDatabase(string file) => Database(NodeKeys.Read(file));

    private static DiscoveryConfig? Discovery(NodeKeys keys)
    {
        const string path = "cluster.discovery.method";
        var method = keys.TextOrNone(path);
        if (method.Length == 0)
        {
            return null;
        }

        if (!method.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw keys.Wrong(path, "must be letters, digits and hyphens: the name of a method of Akka.Discovery");
        }

        return keys.IsInFile("cluster.seed-nodes")
            ? throw keys.Wrong(path, "and cluster.seed-nodes both say which nodes to ask: leave one of them out")
            : new DiscoveryConfig(
                method, keys.Text("cluster.discovery.service"), keys.Time("cluster.discovery.timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
                keys.Section(NodeKeys.DiscoverySettings));
    }

    private static DatabaseSettings Database(NodeKeys keys) => new(
        keys.Text("cluster.database.host"), keys.Number("cluster.database.port", 1, HighestPort), keys.Text("cluster.database.name"),
        keys.Text("cluster.database.user"))
    {
        PasswordVariable = keys.Text("cluster.database.password-variable"),
        PasswordFile = keys.FileOrNone("cluster.database.password-file"),
        Tls = DatabaseTlsNames.All.TryGetValue(keys.Text("cluster.database.tls"), out var tls)
            ? tls
            : throw keys.Wrong("cluster.database.tls", $"must be one of {string.Join(", ", DatabaseTlsNames.All.Keys)}"),
        RootCertificate = keys.FileOrNone("cluster.database.root-certificate"),
        Connections = keys.Number("cluster.database.connections", 2, 1_000),
        ConnectTimeout = keys.Time("cluster.database.connect-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
        CommandTimeout = keys.Time("cluster.database.command-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(30)),
    };

    private static void Check(NodeConfig config, NodeKeys keys)
    {
        if (config.Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-') || config.Name.StartsWith('-'))
        {
            throw keys.Wrong("cluster.name", "must be letters, digits and hyphens, and not begin with a hyphen");
        }

        if (config.Roles.FirstOrDefault(role => !NodeRole.All.Contains(role)) is { } unknown)
        {
            throw new RunConfigException(
                $"'{unknown}' is no role of a node: roles are {string.Join(" and ", NodeRole.All)}{Spelling.Suggest(unknown, NodeRole.All)}");
        }

        if (config.Roles.Count == 0)
        {
            throw keys.Wrong("cluster.roles", $"names no role: roles are {string.Join(" and ", NodeRole.All)}");
        }

        if (config.FailureDetection.AcceptablePause < LeastHeartbeats * config.FailureDetection.HeartbeatInterval)
        {
            throw keys.Wrong(
                "cluster.failure-detection.acceptable-pause",
                $"must be at least twice cluster.failure-detection.heartbeat-interval, which is '{keys.Text("cluster.failure-detection.heartbeat-interval")}': "
                + "one late heartbeat is no sign that a node is gone");
        }

        if (config.SeedNodes.Count == 0)
        {
            throw keys.Wrong("cluster.seed-nodes", "names no node to ask for admission: name at least one, of a first node its own address");
        }
    }
}
