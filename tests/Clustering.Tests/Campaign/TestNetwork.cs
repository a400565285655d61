using System.Diagnostics;
using System.Globalization;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>
/// Hosts of the tests' own on one machine: a network namespace each, all on one bridge, which the tests have the first address of. What two hosts
/// send each other can be dropped without either being told, as by a switch that is gone.
/// </summary>
internal sealed class TestNetwork : IDisposable
{
    private readonly string prefix;
    private readonly List<string> hosts = [];

    private TestNetwork(string prefix, string subnet) => (this.prefix, Subnet) = (prefix, subnet);

    /// <summary>The first three numbers of all addresses.</summary>
    public string Subnet { get; }

    /// <summary>The address of what runs beside the tests, such as the database.</summary>
    public string Gateway => Subnet + ".1";

    private string Bridge => prefix + "br";

    /// <summary>Makes a network; null where this process may not.</summary>
    public static TestNetwork? Create()
    {
        var number = Environment.ProcessId % 250;
        var network = new TestNetwork($"aw{number}", $"10.77.{number}");
        if (TryRun("link", "add", network.Bridge, "type", "bridge") && TryRun("addr", "add", network.Gateway + "/24", "dev", network.Bridge)
            && TryRun("link", "set", network.Bridge, "up") && network.TryAdd("probe", 254))
        {
            return network;
        }

        network.Dispose();
        return null;
    }

    /// <summary>Adds a host.</summary>
    /// <param name="name">Its name, some letters.</param>
    /// <param name="number">The last number of its address.</param>
    public void Add(string name, int number) => Assert.True(TryAdd(name, number), $"the host {name} cannot be made");

    /// <summary>The address of a host.</summary>
    public string AddressOf(int number) => $"{Subnet}.{number}";

    /// <summary>The namespace of a host.</summary>
    public string NamespaceOf(string name) => prefix + name;

    /// <summary>Drops what two hosts send each other.</summary>
    public void Part((string Name, int Number) one, (string Name, int Number) other) => Route("add", one, other);

    /// <summary>Lets it through again.</summary>
    public void Join((string Name, int Number) one, (string Name, int Number) other) => Route("del", one, other);

    /// <summary>Drops what a host sends to the tests' own address, where the database is.</summary>
    public void PartFromDatabase(string name) => TryRun("-n", NamespaceOf(name), "route", "add", "blackhole", Gateway + "/32");

    /// <summary>Lets it through again.</summary>
    public void JoinDatabase(string name) => TryRun("-n", NamespaceOf(name), "route", "del", "blackhole", Gateway + "/32");

    /// <summary>Whether packets can be lost by chance: with iptables, where the kernel counts by chance.</summary>
    public bool CanLose => Iptables("probe", "-S");

    /// <summary>Loses a share of the packets that come to a host and leave it.</summary>
    public void Lose(string name, double share) =>
        Assert.True(ForEachDirection(chain => Iptables(name, "-A", chain, "-m", "statistic", "--mode", "random", "--probability", share.ToString("0.00", CultureInfo.InvariantCulture), "-j", "DROP")));

    /// <summary>Loses no more.</summary>
    public void LoseNone(string name) => ForEachDirection(chain => Iptables(name, "-F", chain));

    /// <summary>Whether a host's line can be made narrow.</summary>
    public bool CanNarrow
    {
        get
        {
            var can = TryNarrow("probe", 254, kilobits: 1_000);
            Widen("probe", 254);
            return can;
        }
    }

    /// <summary>Has a host's line carry little, each way: what is more waits for up to 0.4 s, and is lost after that.</summary>
    public void Narrow((string Name, int Number) host, int kilobits) => Assert.True(TryNarrow(host.Name, host.Number, kilobits));

    /// <summary>Has it carry everything again.</summary>
    public void Widen((string Name, int Number) host) => Widen(host.Name, host.Number);

    public void Dispose()
    {
        hosts.ForEach(host => TryRun("netns", "del", host)); // and with it its end of the cable
        TryRun("link", "del", Bridge);
    }

    private bool TryAdd(string name, int number)
    {
        var (host, plug) = (NamespaceOf(name), PlugOf(number));
        if (!TryRun("netns", "add", host))
        {
            return false;
        }

        hosts.Add(host);
        return TryRun("link", "add", plug, "type", "veth", "peer", "name", "e0", "netns", host)
            && TryRun("link", "set", plug, "master", Bridge) && TryRun("link", "set", plug, "up")
            && TryRun("-n", host, "addr", "add", AddressOf(number) + "/24", "dev", "e0")
            && TryRun("-n", host, "link", "set", "e0", "up") && TryRun("-n", host, "link", "set", "lo", "up");
    }

    private void Route(string change, (string Name, int Number) one, (string Name, int Number) other)
    {
        TryRun("-n", NamespaceOf(one.Name), "route", change, "blackhole", AddressOf(other.Number) + "/32");
        TryRun("-n", NamespaceOf(other.Name), "route", change, "blackhole", AddressOf(one.Number) + "/32");
    }

    private string PlugOf(int number) => $"{prefix}v{number}";

    private static bool ForEachDirection(Func<string, bool> change) => change("INPUT") & change("OUTPUT");

    private bool Iptables(string name, params string[] arguments) => TryRun(["netns", "exec", NamespaceOf(name), "iptables", "-w", .. arguments]);

    private bool TryNarrow(string name, int number, int kilobits)
    {
        string[] queue = ["root", "tbf", "rate", $"{kilobits}kbit", "burst", "16kb", "latency", "400ms"];
        return Try("tc", ["-n", NamespaceOf(name), "qdisc", "add", "dev", "e0", .. queue]) && Try("tc", ["qdisc", "add", "dev", PlugOf(number), .. queue]);
    }

    private void Widen(string name, int number)
    {
        Try("tc", ["-n", NamespaceOf(name), "qdisc", "del", "dev", "e0", "root"]);
        Try("tc", ["qdisc", "del", "dev", PlugOf(number), "root"]);
    }

    private static bool TryRun(params string[] arguments) => Try("ip", arguments);

    private static bool Try(string program, string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
