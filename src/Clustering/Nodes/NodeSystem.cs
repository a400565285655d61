using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.DistributedData;
using Akka.Hosting.Logging;
using AwacAkka.Actors.Journal;
using AwacAkka.Clustering.Configuration;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Clustering.Nodes;

/// <summary>What the actor system of a node is made with.</summary>
public static class NodeSystem
{
    /// <summary>
    /// How long the first heartbeat of a node may take, before its silence counts: its connection, its encryption, and code that it compiles as it runs.
    /// With the interval of heartbeats, nodes that were let in while others started were declared gone, with those that had missed them.
    /// </summary>
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(3);

    /// <summary>How long members may come and go at least before all nodes end: some deaths one after another, each with its time to be decided.</summary>
    private static readonly TimeSpan Unstable = TimeSpan.FromSeconds(20);

    /// <summary>The set-up of a node: <c>akka.conf</c> with what the user says over it, where the log goes, and the certificates.</summary>
    /// <param name="node">What the user says.</param>
    /// <param name="loggers">Where the log goes.</param>
    /// <param name="journal">Where a learner's journal is; null for a node that has none.</param>
    /// <exception cref="AwacAkka.Actors.Configuration.RunConfigException">A certificate cannot be used.</exception>
    public static ActorSystemSetup Setup(NodeConfig node, ILoggerFactory loggers, Config? journal = null)
    {
        var config = (journal ?? Config.Empty).WithFallback(Configuration(node)).WithFallback(Embedded()).WithFallback(RunSystem.SharedConfiguration())
            .WithFallback(ClusterSharding.DefaultConfig()).WithFallback(ClusterSingleton.DefaultConfig()).WithFallback(DistributedData.DefaultConfig());
        var setup = BootstrapSetup.Create().WithConfig(config).And(new LoggerFactorySetup(loggers));
        return node.Tls is { } tls ? setup.And(NodeCertificates.Load(tls, loggers).ToSetup()) : setup;
    }

    private static Config Embedded()
    {
        using var stream = typeof(NodeSystem).Assembly.GetManifestResourceStream("AwacAkka.Clustering.akka.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    private static Config Configuration(NodeConfig node)
    {
        var (heartbeat, pause, stable) = node.FailureDetection;
        var bind = node.BindHostname.Length > 0 ? node.BindHostname : node.Hostname;
        var gossip = TimeSpan.FromTicks(Math.Min(heartbeat.Ticks, TimeSpan.TicksPerSecond));
        var look = Milliseconds(gossip / 2);
        return ConfigurationFactory.ParseString($$"""
            akka.remote.dot-netty.tcp {
              hostname = "{{bind}}"
              public-hostname = "{{node.Hostname}}"
              port = {{node.Port}}
              enable-ssl = {{(node.Tls is null ? "off" : "on")}}
            }
            akka.remote.watch-failure-detector {
              heartbeat-interval = {{Milliseconds(heartbeat)}}
              acceptable-heartbeat-pause = {{Milliseconds(pause)}}
            }
            akka.cluster {
              roles = [{{string.Join(", ", node.Roles.Append(node.Version.Role))}}]
              app-version = "{{node.Version.Program}}"
              failure-detector {
                heartbeat-interval = {{Milliseconds(heartbeat)}}
                acceptable-heartbeat-pause = {{Milliseconds(pause)}}
                min-std-deviation = {{Milliseconds(heartbeat / 5)}}
                expected-response-after = {{Milliseconds(Longer(heartbeat, FirstAnswer))}}
              }
              gossip-interval = {{Milliseconds(gossip)}}
              leader-actions-interval = {{look}}
              unreachable-nodes-reaper-interval = {{look}}
              split-brain-resolver {
                stable-after = {{Milliseconds(stable)}}
                down-all-when-unstable = {{Milliseconds(Longer(10 * stable, Unstable))}}
              }
            }
            akka.coordinated-shutdown.default-phase-timeout = {{Milliseconds(node.LeaveTimeout)}}
            {{(node.Discovery is { } discovery ? $"akka.discovery.{discovery.Method} {{\n{discovery.Settings}\n}}" : string.Empty)}}
            """);
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + "ms";
}
