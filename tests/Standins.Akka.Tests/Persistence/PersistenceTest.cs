using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;

namespace Standins.Akka.Tests.Persistence;

/// <summary>A folder and an actor system for one test; the system can be replaced to see what outlives it.</summary>
public abstract class PersistenceTest : IAsyncLifetime
{
    private const string Common = """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
          actor {
            serializers.note = "Standins.Akka.Tests.Persistence.NoteSerializer, Standins.Akka.Tests"
            serialization-bindings {
              "Standins.Akka.Tests.Persistence.Note, Standins.Akka.Tests" = note
              "Standins.Akka.Tests.Persistence.Unwritable, Standins.Akka.Tests" = note
            }
          }
          persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        }
        """;

    private ActorSystem? _system;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("akka-persistence-").FullName;

    internal ActorSystem System => _system ?? throw new InvalidOperationException("The test has not started.");

    /// <summary>Settings before the common ones.</summary>
    protected abstract string Settings { get; }

    protected string Database => Path.Combine(Folder, "run.db");

    /// <summary>SQLite settings for both plugins.</summary>
    protected string SqlSettings => $$"""
        akka.persistence {
          journal {
            plugin = "akka.persistence.journal.sql"
            sql {
              class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
              provider-name = "SQLite.MS"
              connection-string = "Data Source={{Database}}"
            }
          }
          snapshot-store {
            plugin = "akka.persistence.snapshot-store.sql"
            sql {
              class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
              provider-name = "SQLite.MS"
              connection-string = "Data Source={{Database}}"
            }
          }
        }
        """;

    internal IActorRef Journal => global::Akka.Persistence.Persistence.Instance.Apply(System).JournalFor(null);

    internal IActorRef SnapshotStore => global::Akka.Persistence.Persistence.Instance.Apply(System).SnapshotStoreFor(null);

    public ValueTask InitializeAsync()
    {
        _system = Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await System.Terminate();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the system and starts another with the same settings.</summary>
    protected async Task RestartSystem()
    {
        await System.Terminate();
        _system = Start();
    }

    internal Probe NewProbe() => new(System);

    internal Scripted Run(string persistenceId, Recovery? recovery = null, string? stops = null)
    {
        var probe = NewProbe();
        return new Scripted(System.ActorOf(Props.Create(() => new ScriptedActor(persistenceId, probe.Ref, recovery, stops))), probe);
    }

    private ActorSystem Start() => ActorSystem.Create("test", ConfigurationFactory.ParseString(Settings).WithFallback(Common));
}
