using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Tests.Campaign;
using Npgsql;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>
/// A PostgreSQL server of the tests' own, on a loopback port and in a temporary folder, as an unprivileged user: it refuses to be root. Its settings are
/// those that it comes with, so that it waits for its disk.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    public const string Owner = "owner";
    public const string Node = "node";
    public const string Password = "a-secret-word";
    private const string PasswordVariable = "AWAC_TEST_PASSWORD";

    /// <summary>Seconds that a start or a stop may take: a stop writes all of the databases that tests have made to the disk, which took more than pg_ctl's minute on a busy one.</summary>
    private const string Patience = "600";
    private static readonly string Binaries = Enumerable.Range(15, 5).Select(version => $"/usr/lib/postgresql/{version}/bin").FirstOrDefault(Directory.Exists, string.Empty);
    private readonly int port = FreePort();
    private readonly string? address;
    private readonly int diskMegabytes;
    private readonly bool hasClock;
    private int databases;

    public PostgresServer()
    {
    }

    /// <summary>A server that can be reached by one more address, within whose network its users are asked for passwords as well.</summary>
    /// <param name="address">The address; null for loopback alone.</param>
    /// <param name="hasClock">Whether it has a wall clock of its own.</param>
    internal PostgresServer(string? address, bool hasClock = false) => (this.address, this.hasClock) = (address, hasClock);

    /// <summary>A server that has a small disk for itself, in memory, which can be filled. Its settings let it keep little of its log.</summary>
    internal PostgresServer(int diskMegabytes) => this.diskMegabytes = diskMegabytes;

    /// <summary>The folder with the server's data, socket and log.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "awac-postgres-" + Guid.NewGuid().ToString("N"));

    /// <summary>The server's wall clock; null where that is the machine's.</summary>
    internal TestClock? Clock { get; private set; }

    private string Data => Path.Combine(Folder, "data");

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Skips a test where the machine has no PostgreSQL.</summary>
    public static void Require() => Assert.SkipWhen(Binaries.Length == 0, "PostgreSQL 15 is not installed: scripts/setup installs it");

    public async ValueTask InitializeAsync()
    {
        if (Binaries.Length == 0)
        {
            return;
        }

        Environment.SetEnvironmentVariable(PasswordVariable, Password);
        Directory.CreateDirectory(Folder);
        var words = Path.Combine(Folder, "password");
        await File.WriteAllTextAsync(words, Password);
        if (diskMegabytes > 0)
        {
            await Process("mount", "-t", "tmpfs", "-o", $"size={diskMegabytes}m", "tmpfs", Folder);
            await File.WriteAllTextAsync(words, Password);
        }

        Clock = hasClock ? new TestClock(Path.Combine(Folder, "clock")) : null;
        await Process("chown", "-R", "postgres", Folder);
        await RunAsync("initdb", "-D", Data, "-U", Owner, "-A", "scram-sha-256", $"--pwfile={words}", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        if (address is not null)
        {
            await File.AppendAllTextAsync(Path.Combine(Data, "pg_hba.conf"), $"host all all {address}/24 scram-sha-256\n");
        }

        await StartAsync();
        await ExecuteAsync("postgres", $"CREATE ROLE {Node} LOGIN PASSWORD '{Password}'");
    }

    public async ValueTask DisposeAsync()
    {
        if (Binaries.Length > 0)
        {
            await StopAsync("immediate");
            if (diskMegabytes > 0)
            {
                await Process("umount", Folder);
            }

            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    public async Task StartAsync()
    {
        await RunAsync(
            "pg_ctl", "start", "-w", "-t", Patience, "-s", "-D", Data, "-l", Path.Combine(Folder, "log"),
            "-o", $"-p {port} -c listen_addresses=127.0.0.1{(address is null ? string.Empty : "," + address)} -c unix_socket_directories={Folder}{(diskMegabytes > 0 ? " -c min_wal_size=32MB -c max_wal_size=48MB" : string.Empty)}");
        await GivePrecedenceAsync();
    }

    /// <summary>Stops the server: fast ends its sessions, immediate is a crash.</summary>
    public Task StopAsync(string mode) => RunAsync("pg_ctl", "stop", "-w", "-t", Patience, "-s", "-D", Data, "-m", mode);

    /// <summary>Kills it with SIGKILL as a machine that loses power would, and starts it again; it recovers from its log.</summary>
    public async Task KillAsync()
    {
        var number = (await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0];
        await Process("kill", "-9", number);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await StartAsync();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (attempt < 20)
            {
                await Task.Delay(500); // processes of the dead one still end
            }
        }
    }

    /// <summary>Takes all that is free on the server's own disk.</summary>
    public void FillDisk()
    {
        using var file = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4_096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // it is full
        }
    }

    /// <summary>Gives it back. A server that the full disk has ended is started again, as its service would be.</summary>
    public async Task FreeDiskAsync()
    {
        File.Delete(Ballast);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await QueryAsync("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException) when (attempt < 60)
            {
                if (!File.Exists(Path.Combine(Data, "postmaster.pid")))
                {
                    await StartAsync();
                }

                await Task.Delay(500); // it recovers
            }
        }
    }

    /// <summary>Has the server read its configuration again.</summary>
    public Task ReloadAsync() => RunAsync("pg_ctl", "reload", "-s", "-D", Data);

    /// <summary>Makes a file of the server's.</summary>
    public async Task WriteAsync(string name, string text)
    {
        await File.WriteAllTextAsync(Path.Combine(Data, name), text);
        await Process("chown", "postgres", Path.Combine(Data, name));
        await Process("chmod", "600", Path.Combine(Data, name));
    }

    /// <summary>A new database, empty.</summary>
    public async Task<DatabaseSettings> CreateAsync()
    {
        var name = $"test{Interlocked.Increment(ref databases)}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return new DatabaseSettings("127.0.0.1", port, name, Owner)
        {
            PasswordVariable = PasswordVariable,
            Tls = DatabaseTls.Disable,
            ConnectTimeout = TimeSpan.FromSeconds(30), // a disk that all tests share may stand still for longer than the program's five
        };
    }

    /// <summary>A new database with the tables, as a node uses it.</summary>
    public async Task<DatabaseSettings> InitialiseAsync()
    {
        var owner = await CreateAsync();
        await ClusterDatabase.InitialiseAsync(owner, Node, TestContext.Current.CancellationToken);
        return owner with { User = Node };
    }

    /// <summary>Runs a statement as the owner.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={port};Username={Owner};Password={Password};Database={database};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a query as the owner; a line per row.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={port};Username={Owner};Password={Password};Database={database};Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var lines = new List<string>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            lines.Add(string.Join(' ', Enumerable.Range(0, rows.FieldCount).Select(i => rows.GetValue(i))));
        }

        return lines;
    }

    /// <summary>Linux weighs sessions against each other, and the server begins one of its own: it gets the weight that this process has, be it more or less.</summary>
    private async Task GivePrecedenceAsync()
    {
        const string own = "/proc/self/autogroup";
        if (Environment.UserName == "root" && File.Exists(own) && (await File.ReadAllTextAsync(own)).Split(' ')[^1].Trim() is not "0" and var weight)
        {
            await File.WriteAllTextAsync($"/proc/{(await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0].Trim()}/autogroup", weight);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(Binaries, program);
        return Environment.UserName == "root" ? Process("runuser", ["-u", "postgres", "--", path, .. arguments]) : Process(path, arguments);
    }

    private async Task Process(string program, params string[] arguments)
    {
        if (program == "chown" && Environment.UserName != "root")
        {
            return;
        }

        // Not redirected: the server would inherit the pipe, and reading it would end with the server.
        var start = new ProcessStartInfo("sh") { WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in (string[])["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        Clock?.GiveTo(start);
        using var process = System.Diagnostics.Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}

/// <summary>The tests that share one server; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}

/// <summary>The tests that start nodes as programs: they mostly wait, and have a server of their own, so that they do so beside the others.</summary>
[CollectionDefinition(Name)]
public sealed class ProgramTests : ICollectionFixture<PostgresServer>
{
    public const string Name = "programs";
}
