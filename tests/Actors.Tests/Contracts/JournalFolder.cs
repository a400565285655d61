using Akka.Actor;
using Akka.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Actors.Tests.Contracts;

/// <summary>A run folder with a journal, and actor systems that write to it as a run's does.</summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly List<ActorSystem> systems = [];
    private readonly List<IDisposable> opened = [];

    public JournalFolder() => Folder = RunFolder.Create(
        Path.Combine(Path.GetTempPath(), "awac-contract-" + Guid.NewGuid().ToString("N")), TestRun.Config("Pendulum-v1", 1, 0), 1, null);

    public RunFolder Folder { get; }

    /// <summary>Opens the journal until the end of the test.</summary>
    public JournalFolder Open()
    {
        opened.Add(JournalDatabase.Open(Folder));
        return this;
    }

    /// <summary>An actor system as a run has it, with settings over its own.</summary>
    public ActorSystem System(string settings = "")
    {
        var setup = ConfigurationFactory.ParseString(settings).WithFallback(ConfigurationFactory.ParseString(
            $"akka.actor.serialization-bindings {{ \"{typeof(Note).AssemblyQualifiedName}\" = note, }} "
            + $"akka.actor.serializers.note = \"{typeof(NoteSerializer).AssemblyQualifiedName}\""));
        var config = BootstrapSetup.Create().WithConfig(setup.WithFallback(RunSystem.Configuration()));
        var system = ActorSystem.Create("awac-contract", RunSystem.Setup(Folder, NullLoggerFactory.Instance).And(config));
        systems.Add(system);
        return system;
    }

    /// <summary>A connection of someone else.</summary>
    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Folder.Journal};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Runs a statement as someone else.</summary>
    public void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Ends an actor system before the others.</summary>
    public static Task EndAsync(ActorSystem system) => system.Terminate();

    public void Dispose()
    {
        Task.WaitAll([.. systems.Select(s => s.Terminate())], TimeSpan.FromSeconds(30));
        opened.ForEach(o => o.Dispose());
        Directory.Delete(Folder.FullPath, recursive: true);
    }
}
