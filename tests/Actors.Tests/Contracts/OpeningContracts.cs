using Akka.Actor;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Tests.Contracts;

/// <summary>A journal that cannot be used is told by our own opening, before there is an actor system that would try again for ever.</summary>
public sealed class OpeningContracts
{
    /// <summary>The plugin's answer to a file that it cannot use, and the reason for opening it ourselves: none.</summary>
    [Fact]
    public async Task The_plugin_itself_says_nothing_of_tables_that_it_cannot_make()
    {
        using var journal = new JournalFolder();
        await File.WriteAllTextAsync(
            journal.Folder.Journal, string.Concat(Enumerable.Repeat("no journal\n", 500)), TestContext.Current.CancellationToken);
        var (_, says) = journal.System(
            "akka.persistence.journal.sql.auto-initialize = on, akka.persistence.journal.sql.recovery-event-timeout = 2s").StartNotebook();
        var cause = (await says.NextAsync<Notebook.NotRecovered>()).Cause;
        Assert.IsType<Akka.Persistence.RecoveryTimedOutException>(cause);
        Assert.Null(cause.InnerException);
        Assert.Equal(
            $"the disk did not read the journal '{journal.Folder.Journal}' in time; check the disk, then resume the run",
            JournalFaults.Explain(cause, journal.Folder).Message);
    }

    [Fact]
    public void A_locked_journal_is_named()
    {
        using var journal = new JournalFolder();
        JournalDatabase.Open(journal.Folder).Dispose();
        using var other = journal.Connect();
        using var transaction = other.BeginTransaction(deferred: false);
        var refused = Assert.Throws<StorageException>(() => JournalDatabase.Open(journal.Folder));
        Assert.Equal($"the journal '{journal.Folder.Journal}' is locked by another program; end that one, then resume the run", refused.Message);
    }

    /// <summary>Asked of SQLite, since a clock's bounds that a busy machine keeps hold less than this.</summary>
    [Fact]
    public void A_lock_is_waited_for_half_a_second_before_a_run_begins()
    {
        using var journal = new JournalFolder();
        using var connection = new SqliteConnection(JournalDatabase.ConnectionString(journal.Folder, pooled: false));
        JournalDatabase.Connect(connection);
        Assert.Equal("500", JournalDatabase.Execute(connection, "PRAGMA busy_timeout"));
    }

    [Fact]
    public void A_file_that_is_no_database_is_named_and_left_as_it_is()
    {
        using var journal = new JournalFolder();
        var text = string.Concat(Enumerable.Repeat("no journal\n", 500));
        File.WriteAllText(journal.Folder.Journal, text);
        var refused = Assert.Throws<StorageException>(() => JournalDatabase.Open(journal.Folder));
        Assert.Contains("is damaged: it is no SQLite database", refused.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(journal.Folder.Journal));
    }

    [Fact]
    public void A_folder_that_is_gone_is_named()
    {
        using var journal = new JournalFolder();
        Directory.Delete(journal.Folder.FullPath, recursive: true);
        var refused = Assert.Throws<StorageException>(() => JournalDatabase.Open(journal.Folder));
        Assert.Contains($"the journal '{journal.Folder.Journal}' cannot be opened", refused.Message, StringComparison.Ordinal);
        Directory.CreateDirectory(journal.Folder.FullPath);
    }

    [Fact]
    public async Task A_journal_that_loses_its_tables_fails_the_next_write_with_a_sentence()
    {
        using var journal = new JournalFolder().Open();
        var (actor, says) = journal.System().StartNotebook();
        await says.NextAsync<Notebook.Ready>();
        journal.Execute("DROP TABLE journal");
        actor.Tell(new Note("lost"));
        var cause = (await says.NextAsync<Notebook.Failed>()).Cause;
        Assert.Contains("could not be set up", JournalFaults.Explain(cause, journal.Folder).Message, StringComparison.Ordinal);
    }
}
