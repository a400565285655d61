using Akka.Configuration;
using AwacAkka.Actors.Configuration;
using AwacAkka.Clustering.Configuration;

namespace AwacAkka.Clustering.Tests;

/// <summary>A node's configuration is refused in one sentence that names the key.</summary>
public sealed class NodeConfigTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Defaults_are_those_of_the_reference()
    {
        File.WriteAllText(file, "cluster.tls.enabled = off");

        var config = NodeConfigLoader.Load(file);

        Assert.Equal(("awac", 4053, Environment.ProcessorCount), (config.Name, config.Port, config.Workers));
        Assert.Equal(NodeRole.All, config.Roles);
        Assert.Equal(TimeSpan.FromMilliseconds(500), config.FailureDetection.HeartbeatInterval);
        Assert.Null(config.Tls);
    }

    [Theory]
    [InlineData("cluster.prot = 1", "there is no key 'cluster.prot' of a node; did you mean 'cluster.port'?")]
    [InlineData("cluster.port = 70000", "cluster.port = '70000' must be a whole number from 0 to 65535")]
    [InlineData("cluster.seed-nodes = [\"somewhere\"]", "'somewhere', which is not of the form HOST:PORT")]
    [InlineData("cluster.seed-nodes = [[1]]", "must be a list of texts")]
    [InlineData("cluster.seed-nodes = [\"some where:1\"]", "'some where:1', which is not of the form HOST:PORT")]
    [InlineData("cluster.hostname = \"a b\"", "cluster.hostname = 'a b' must be the name or the address of a host")]
    [InlineData("cluster.hostname = \"\"", "cluster.hostname = '' must not be empty")]
    [InlineData("cluster.bind-hostname = \"a\\\", port = \\\"1\"", "must be the name or the address of a host")]
    [InlineData("cluster.seed-nodes = []", "names no node to ask for admission")]
    [InlineData("cluster.discovery.method = \"a.b\"", "cluster.discovery.method = 'a.b' must be letters, digits and hyphens")]
    [InlineData("cluster { seed-nodes = [\"a:1\"], discovery.method = config }", "cluster.discovery.method = 'config' and cluster.seed-nodes both say which nodes to ask")]
    [InlineData("cluster.discovery { method = config, setings.a = 1 }", "there is no key 'cluster.discovery.setings.a' of a node")]
    [InlineData("cluster.roles = [learnr]", "'learnr' is no role of a node: roles are learner and rollout; did you mean 'learner'?")]
    [InlineData("cluster.roles = []", "names no role")]
    [InlineData("cluster.hedging.multiple = 0.5", "must be a number from 1 to 1000")]
    [InlineData("cluster.leave-timeout = 1h", "must be a time from 100ms to 10s")]
    [InlineData("cluster.failure-detection.stable-after = soon", "must be a time from 200ms")]
    [InlineData("cluster.failure-detection { heartbeat-interval = 10s, acceptable-pause = 1s }", "cluster.failure-detection.acceptable-pause = '1s' must be at least twice cluster.failure-detection.heartbeat-interval, which is '10s'")]
    [InlineData("cluster.database.tls = maybe", "must be one of disable, prefer, require, verify-ca, verify-full")]
    [InlineData("cluster.database.password-file = /nowhere/at/all", "names a file that is not there")]
    [InlineData("cluster.tls.enabled = on", "cluster.tls.authority = '' must not be empty")]
    [InlineData("cluster.name = \"a b\"", "must be letters, digits and hyphens")]
    [InlineData("cluster {", "is no HOCON: a '{' is not closed")]
    [InlineData("include \"other.conf\"", "is no HOCON: it includes 'other.conf', but may include nothing: write its keys here")]
    [InlineData("cluster.port = 1\n}\ncluster.prot = 2", "is no HOCON: a '}' closes nothing (line 2)")]
    [InlineData("cluster.port {}", "cluster.port is {}, expected a value")]
    [InlineData("cluster.seed-nodes = [x, \"a:1\"]", "cluster.seed-nodes = ['x', 'a:1'] has 'x', which is not of the form HOST:PORT")]
    [InlineData("cluster.hostname = ${cluster.bind-hostname}\ncluster.bind-hostname = ${cluster.hostname}", "is made of itself")]
    public void What_is_wrong_is_said_in_a_sentence(string text, string sentence)
    {
        File.WriteAllText(file, text.Contains("tls.enabled", StringComparison.Ordinal) ? text : text + "\ncluster.tls.enabled = off");

        var refusal = Assert.Throws<RunConfigException>(() => NodeConfigLoader.Load(file));

        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData("heartbeat-interval = 100ms, acceptable-pause = 1s, stable-after = 500ms")] // the fast profile
    [InlineData("heartbeat-interval = 500ms, acceptable-pause = 1s")]
    public void A_pause_of_two_heartbeats_is_taken(string detection)
    {
        var taken = NodeConfigLoader.Load(Write($"cluster {{ tls.enabled = off, failure-detection {{ {detection} }} }}")).FailureDetection;
        Assert.Equal(TimeSpan.FromSeconds(1), taken.AcceptablePause);
    }

    [Fact]
    public void Settings_of_a_discovery_method_are_passed_on_as_they_are()
    {
        var discovery = NodeConfigLoader.Load(Write(
            "cluster { tls.enabled = off, discovery { method = config, settings { services { awac { endpoints = [\"a:1\", \"b\"] } }\n note = \"x { # y\" } } }")).Discovery!;

        var settings = ConfigurationFactory.ParseString(discovery.Settings);
        Assert.Equal(("config", "awac", TimeSpan.FromSeconds(5)), (discovery.Method, discovery.Service, discovery.Timeout));
        Assert.Equal(["a:1", "b"], settings.GetStringList("services.awac.endpoints"));
        Assert.Equal("x { # y", settings.GetString("note"));
    }

    [Fact]
    public void A_role_that_is_given_counts_more_than_the_files() =>
        Assert.Contains("'lerner' is no role", Assert.Throws<RunConfigException>(() => NodeConfigLoader.Load(Write("cluster.tls.enabled = off"), ["lerner"])).Message);

    private string Write(string text)
    {
        File.WriteAllText(file, text);
        return file;
    }
}
