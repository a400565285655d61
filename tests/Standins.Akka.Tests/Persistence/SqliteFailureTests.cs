using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;
using Microsoft.Data.Sqlite;

namespace Standins.Akka.Tests.Persistence;

/// <summary>What users read when the database cannot be used.</summary>
public class SqliteFailureTests : PersistenceTest
{
    private const string Secret = "pa55word";

    protected override string Settings => SqlSettings + $$"""

        akka.persistence {
          journal.sql {
            connection-string = "Data Source={{Database}};Default Timeout=1"
            buffer-size = 2
            batch-size = 1
          }
          elsewhere {
            class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
            provider-name = "SQLite.MS"
            connection-string = "Data Source={{Folder}}/missing/run.db"
          }
          encrypted {
            class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
            provider-name = "SQLite.MS"
            connection-string = "Data Source={{Database}};Password={{Secret}}"
          }
          untouched {
            class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
            provider-name = "SQLite.MS"
            connection-string = "Data Source={{Folder}}/empty.db"
            auto-initialize = false
          }
        }
        """;

    [Fact]
    public async Task A_locked_database_fails_the_write_with_a_sentence_that_names_the_file()
    {
        await ReadyJournal();
        using var holder = Lock();

        Assert.Equal(
            $"The database '{Database}' is locked by another process or connection; end that one, or raise Default Timeout in the connection string.",
            (await Write(Journal, 1)).Message);
    }

    [Fact]
    public async Task A_full_queue_fails_further_writes_instead_of_growing()
    {
        await ReadyJournal();
        using var holder = Lock();
        var probe = NewProbe();
        // One write is stuck in the locked database and two wait; the fourth at the latest finds no place.
        for (var n = 1; n <= 4; n++)
            Journal.Tell(new WriteMessages([new AtomicWrite(JournalSpecification.Event("a", n, "x"))], probe.Ref, 1), probe.Ref);

        var causes = new List<string>();
        while (causes.Count < 4)
        {
            await probe.Expect<WriteMessagesFailed>();
            causes.Add((await probe.Expect<WriteMessageFailure>()).Cause.Message);
        }

        Assert.Contains(causes, c => c.Contains("queue of 2 writes is full", StringComparison.Ordinal));
        Assert.Contains(causes, c => c.Contains("is locked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_does_not_exist_is_named() =>
        Assert.Equal(
            $"The database '{Folder}/missing/run.db' cannot be opened; check that its folder exists and that you may write there.",
            (await Write(Plugin("elsewhere"), 1)).Message);

    [Fact]
    public async Task Missing_tables_are_named_with_the_key_that_makes_them() =>
        Assert.Equal(
            $"The database '{Folder}/empty.db' lacks its tables; set auto-initialize = true or create them.",
            (await Write(Plugin("untouched"), 1)).Message);

    [Fact]
    public async Task A_file_that_is_no_database_is_left_as_it_is()
    {
        await File.WriteAllTextAsync(Database, "These are notes, not a database, and they are long enough to be looked at as a header.");

        Assert.Equal($"The database '{Database}' is damaged or no SQLite database.", (await Write(Journal, 1)).Message);
        Assert.StartsWith("These are notes", await File.ReadAllTextAsync(Database), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_error_quotes_the_password_of_the_connection_string() =>
        Assert.DoesNotContain(Secret, (await Write(Plugin("encrypted"), 1)).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("provider-name = \"SQLite.MS\"", "set akka.persistence.journal.sql.connection-string")]
    [InlineData("provider-name = \"Oracle\", connection-string = \"Password=pa55word\"", "provider-name is 'Oracle'")]
    [InlineData("provider-name = \"SQLite.MS\", connection-string = \"Nonsense=pa55word\"", "no valid SQLite connection string")]
    [InlineData("provider-name = \"SQLite.MS\", connection-string = \"Data Source=:memory:\"", "Data Source=<file>")]
    [InlineData("provider-name = \"SQLite.MS\", connection-string = \"Data Source=x\", table-mapping = sqlite", "table-mapping is 'sqlite'")]
    [InlineData("provider-name = \"SQLite.MS\", connection-string = \"Data Source=x\", batch-size = 0", "batch-size is 0")]
    [InlineData("provider-name = \"SQLite.MS\", connection-string = \"Data Source=x\", buffer-size = -1", "buffer-size is -1")]
    public async Task A_setting_that_cannot_work_is_named_without_secrets(string settings, string expected)
    {
        var probe = NewProbe();
        System.ActorOf(Props.Create(() => new Starter(ConfigurationFactory.ParseString(settings), probe.Ref)));
        var message = await probe.Expect<string>();

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, message, StringComparison.Ordinal);
    }

    private IActorRef Plugin(string name) =>
        global::Akka.Persistence.Persistence.Instance.Apply(System).JournalFor($"akka.persistence.{name}");

    private async Task ReadyJournal()
    {
        var probe = NewProbe();
        Journal.Tell(new ReplayMessages(1, 1, 1, "a", probe.Ref), probe.Ref);
        await probe.Expect<RecoverySuccess>();
    }

    private async Task<Exception> Write(IActorRef journal, long sequenceNr)
    {
        var probe = NewProbe();
        journal.Tell(new WriteMessages([new AtomicWrite(JournalSpecification.Event("a", sequenceNr, "x"))], probe.Ref, 1), probe.Ref);
        await probe.Expect<WriteMessagesFailed>();
        return (await probe.Expect<WriteMessageFailure>()).Cause;
    }

    private SqliteConnection Lock()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        connection.BeginTransaction(deferred: false);
        return connection;
    }

    /// <summary>Starts a journal and reports why that failed.</summary>
    private sealed class Starter : ReceiveActor
    {
        private readonly IActorRef _probe;

        public Starter(Config config, IActorRef probe)
        {
            _probe = probe;
            Context.ActorOf(Props.Create(() => new SqlWriteJournal(config)));
        }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(e =>
        {
            _probe.Tell(e.GetBaseException().Message);
            return Directive.Stop;
        });
    }
}
