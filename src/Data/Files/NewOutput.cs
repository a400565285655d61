namespace AwacAkka.Data.Files;

/// <summary>
/// The name of a file or folder in the making, taken before the work by making a file beside it, <c>NAME.partial</c>: of all processes
/// that want the name at the same moment one succeeds, and the others touch nothing. What is made appears complete, on disk, or not at all.
/// Folders above it that are missing are made, and removed again where it is not.
/// </summary>
public sealed class NewOutput : IDisposable
{
    private const int Attempts = 10;
    private readonly string path;
    private readonly bool overwrite;
    private readonly string[] madeFolders;
    private readonly FileStream stream;
    private bool complete;

    private NewOutput(string path, bool overwrite)
    {
        (this.path, this.overwrite, madeFolders) = (path, overwrite, MissingFolders(path));
        try
        {
            stream = Open(path);
        }
        catch
        {
            RemoveFolders();
            throw;
        }
    }

    private string Partial => Path.TrimEndingDirectorySeparator(path) + WholeFile.PartialEnding;

    private string PartialFolder => Partial + ".d";

    /// <summary>Takes a name that nothing has yet.</summary>
    /// <exception cref="DatasetException">Something has it, another process is making it, or it cannot be written.</exception>
    public static NewOutput Claim(string path)
    {
        RefuseExisting(path);
        var output = new NewOutput(path, overwrite: false);
        try
        {
            RefuseExisting(path); // another process may have ended just before the claim
            return output;
        }
        catch
        {
            output.Dispose();
            throw;
        }
    }

    /// <summary>Takes a name whose file, if there is one, is replaced in the end.</summary>
    /// <exception cref="DatasetException">Another process is making it, or it cannot be written.</exception>
    public static NewOutput Replace(string path) => new(path, overwrite: true);

    /// <summary>Writes the file.</summary>
    /// <exception cref="DatasetException">It cannot be written; what was there before is still there.</exception>
    public void WriteFile(Action<Stream> write) => Guard(() =>
    {
        write(stream);
        stream.Flush(flushToDisk: true);
        File.Move(Partial, path, overwrite);
        FolderEntries.Flush(path);
    });

    /// <summary>Fills the folder.</summary>
    /// <exception cref="DatasetException">It cannot be written.</exception>
    public void WriteFolder(Action<string> fill) => Guard(() =>
    {
        RemoveFolder(); // of a process that was killed
        Directory.CreateDirectory(PartialFolder);
        fill(PartialFolder);
        WholeFile.FlushFolder(PartialFolder);
        Directory.Move(PartialFolder, path);
        FolderEntries.Flush(path);
        File.Delete(Partial);
    });

    /// <summary>Gives the name back; removes what is incomplete.</summary>
    public void Dispose()
    {
        if (!complete)
        {
            try
            {
                RemoveFolder();
                File.Delete(Partial);
            }
            catch (Exception e) when (FileRefusal.Is(e))
            {
                // What is left has a name that tells what it is; the first failure is the one to report.
            }

            RemoveFolders();
        }

        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // The rest of an incomplete file, which a full disk does not take either.
        }
    }

    private static void RefuseExisting(string path)
    {
        if (Path.Exists(path))
        {
            throw new DatasetException($"'{path}' exists already; remove it or name another");
        }
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))!;

    /// <summary>The folders above a name that are not there, the innermost first.</summary>
    private static string[] MissingFolders(string path)
    {
        var missing = new List<string>();
        for (var folder = FolderOf(path); !Path.Exists(folder); folder = FolderOf(folder))
        {
            missing.Add(folder);
        }

        return [.. missing];
    }

    private static FileStream Open(string path)
    {
        var partial = Path.TrimEndingDirectorySeparator(path) + WholeFile.PartialEnding;
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return TryMake(partial) ?? TakeOver(path, partial);
                }
                catch (IOException) when (attempt < Attempts && !File.Exists(partial))
                {
                    // It was there a moment ago, and the process that had it has ended with it.
                }
            }
        }
        catch (IOException e) when (FileRefusal.IsLock(e))
        {
            throw Taken(path, e);
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            throw NotWritten(path, e);
        }
    }

    private static FileStream? TryMake(string partial)
    {
        try
        {
            Directory.CreateDirectory(FolderOf(partial));
            return new FileStream(partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(partial))
        {
            return null;
        }
    }

    /// <summary>
    /// A process that was killed leaves its partial file without a lock. The lock may as well be got of a file that has just been
    /// completed or removed, which shows in that it no longer has its name.
    /// </summary>
    private static FileStream TakeOver(string path, string partial)
    {
        var left = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        if (FileIdentity.Of(left.SafeFileHandle) is { } held && held == FileIdentity.Of(partial))
        {
            left.SetLength(0);
            return left;
        }

        left.Dispose();
        throw Taken(path, null);
    }

    private static DatasetException Taken(string path, Exception? cause) =>
        new($"'{path}' is being made by another process; wait for it, or name another", cause);

    private static DatasetException NotWritten(string path, Exception cause) => new(FileRefusal.Sentence(path, cause), cause);

    private void Guard(Action write)
    {
        try
        {
            write();
            complete = true;
            stream.Dispose(); // so that the file can be read at once
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            throw NotWritten(path, e);
        }
    }

    /// <summary>Removes the folders that were made, unless something has come to lie in them.</summary>
    private void RemoveFolders()
    {
        try
        {
            foreach (var folder in madeFolders.Where(Directory.Exists))
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            // Another process has put something there.
        }
    }

    private void RemoveFolder()
    {
        if (Directory.Exists(PartialFolder))
        {
            Directory.Delete(PartialFolder, recursive: true);
        }
    }
}
