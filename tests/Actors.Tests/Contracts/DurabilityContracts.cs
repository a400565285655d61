using Akka.Actor;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Storage;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Tests.Contracts;

/// <summary>An acknowledged event is on the disk: what Akka.Persistence.Sql leaves to its user, as its own connections see it.</summary>
public sealed class DurabilityContracts
{
    [Fact]
    public void The_journal_has_a_write_ahead_log_and_each_commit_is_synced()
    {
        using var journal = new JournalFolder().Open();
        var options = JournalDatabase.Options(journal.Folder);
        using (var pooled = new DataConnection(options))
        {
            pooled.Execute("PRAGMA synchronous = OFF"); // whoever had the pool's connection before leaves its settings there
        }

        using var connection = new DataConnection(options);
        Assert.Equal(2, connection.Execute<int>("PRAGMA synchronous"));
        Assert.Equal("wal", connection.Execute<string>("PRAGMA journal_mode"));
        Assert.Equal(15, ((SqliteConnection)connection.TryGetDbConnection()!).DefaultTimeout);
    }

    /// <summary>The plugin clones the connection of its first transaction for all others.</summary>
    [Fact]
    public async Task An_event_that_the_actor_hears_of_is_in_the_file_for_everyone()
    {
        using var journal = new JournalFolder().Open();
        var (actor, says) = journal.System().StartNotebook();
        await says.NextAsync<Notebook.Ready>();
        for (var i = 0; i < 5; i++)
        {
            actor.Tell(new Note($"{i}"));
            await says.NextAsync<Notebook.Stored>();
            using var other = journal.Connect();
            using var count = other.CreateCommand();
            count.CommandText = "SELECT COUNT(*) FROM journal WHERE persistence_id = 'notes'";
            Assert.Equal(i + 1L, count.ExecuteScalar());
        }
    }

    /// <summary>So that a file whose tables we made is one that the plugin would have made.</summary>
    [Fact]
    public async Task Our_tables_are_those_that_the_plugin_makes()
    {
        using var own = new JournalFolder().Open();
        using var theirs = new JournalFolder();
        var (_, says) = theirs.System("akka.persistence.journal.sql.auto-initialize = on").StartNotebook();
        await says.NextAsync<Notebook.Ready>();
        Assert.Equal(Tables(theirs), Tables(own));
        Assert.Equal(Indexes(theirs), Indexes(own));
    }

    [Fact]
    public async Task A_run_closes_its_journal_and_folds_the_log_into_it()
    {
        using var journal = new JournalFolder();
        using (JournalDatabase.Open(journal.Folder))
        {
            var system = journal.System();
            var (actor, says) = system.StartNotebook();
            actor.Tell(new Note("kept"));
            await says.NextAsync<Notebook.Ready>();
            await says.NextAsync<Notebook.Stored>();
            await JournalFolder.EndAsync(system);
        }

        Assert.Equal([journal.Folder.Journal], Directory.GetFiles(journal.Folder.FullPath, "run.db*"));
        Assert.DoesNotContain(
            Directory.GetFiles("/proc/self/fd").Select(TargetOf),
            target => target?.StartsWith(journal.Folder.Journal, StringComparison.Ordinal) == true);
    }

    /// <summary>The file that a descriptor stands for; null for one that another test has closed since it was listed.</summary>
    private static string? TargetOf(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A path may hold what connection strings are made of.</summary>
    [Theory]
    [InlineData("a;b=c")]
    [InlineData("quote\"and'quote")]
    [InlineData("per%20cent #?")]
    public async Task A_folder_may_have_any_name(string name)
    {
        var root = Directory.CreateTempSubdirectory("awac-names-").FullName;
        try
        {
            var folder = RunFolder.Create(Path.Combine(root, name), TestRun.Config("Pendulum-v1", 1, 0), 1, null);
            using (JournalDatabase.Open(folder))
            {
                using var connection = new DataConnection(JournalDatabase.Options(folder));
                connection.Execute("INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest) VALUES (1, 0, 'run', 1, x'7B7D', 'x')");
            }

            Assert.True(JournalFile.Check(folder));
            await Assert.ThrowsAsync<Configuration.RunConfigException>(
                () => JournalEvents.ReadAsync<object>(folder, "run", TestContext.Current.CancellationToken)); // an event that no version knows: it was read
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static string Tables(JournalFolder journal) => Query(
        journal,
        """
        SELECT t.name || '.' || c.name || ' ' || c."notnull" || c.pk || ' ' || CASE WHEN c.type IN ('BigInt', 'INTEGER') THEN 'INTEGER' ELSE c.type END
        FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid
        """);

    private static string Indexes(JournalFolder journal) => Query(
        journal,
        """
        SELECT t.name || ' ' || i."unique" || ' ' || group_concat(c.name)
        FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c WHERE t.type = 'table' GROUP BY t.name, i.name ORDER BY 1
        """);

    private static string Query(JournalFolder journal, string sql)
    {
        using var connection = journal.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var lines = new List<string>();
        while (rows.Read())
        {
            lines.Add(rows.GetString(0));
        }

        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }
}
