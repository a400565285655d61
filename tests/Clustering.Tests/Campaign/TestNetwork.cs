using System.Diagnostics;

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

    public void Dispose()
    {
        hosts.ForEach(host => TryRun("netns", "del", host)); // and with it its end of the cable
        TryRun("link", "del", Bridge);
    }

    private bool TryAdd(string name, int number)
    {
        var (host, plug) = (NamespaceOf(name), $"{prefix}v{number}");
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

    private static bool TryRun(params string[] arguments)
    {
        try
        {
            using var ip = Process.Start(new ProcessStartInfo("ip", arguments) { RedirectStandardError = true })!;
            ip.StandardError.ReadToEnd();
            ip.WaitForExit();
            return ip.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // there is no such program
        }
    }
}
