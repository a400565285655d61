using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Files;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Journal;

/// <summary>
/// The journal while a run writes to it. SQLite goes on writing to a file that was removed, replaced or moved away under it, and says
/// nothing: so the run asks, at each event and checkpoint, whether the files under the journal's names are still those that were opened.
/// </summary>
internal sealed class JournalLease : IDisposable
{
    private readonly RunFolder folder;
    private readonly SqliteConnection connection;
    private readonly (string Path, FileIdentity? Opened)[] files;

    /// <summary>A lease of a database that has just been opened and written to, so that its write-ahead log is there as well.</summary>
    public JournalLease(RunFolder folder, SqliteConnection connection)
    {
        (this.folder, this.connection) = (folder, connection);
        files = [Opened(folder.Journal), Opened(folder.Journal + "-wal")];
    }

    /// <summary>Looks whether the journal is still there; takes some microseconds.</summary>
    /// <exception cref="StorageException">Its file, its write-ahead log or its folder is gone, or another.</exception>
    public void Check()
    {
        foreach (var (path, opened) in files)
        {
            if (opened is not null && FileIdentity.Of(path) != opened)
            {
                throw new StorageException(
                    $"'{path}' is no longer the file that this run writes its journal to: it, or its folder, was removed, replaced or moved "
                    + "while the run was under way; bring it back and resume the run, or train a new one");
            }
        }
    }

    /// <summary>Closes the plugin's pooled connections and folds the log into the file.</summary>
    public void Dispose()
    {
        using var pooled = new SqliteConnection(JournalDatabase.ConnectionString(folder, pooled: true));
        SqliteConnection.ClearPool(pooled);
        connection.Dispose();
    }

    private static (string, FileIdentity?) Opened(string path) => (path, FileIdentity.Of(path));
}
