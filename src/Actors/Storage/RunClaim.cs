using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Data.Files;

namespace AwacAkka.Actors.Storage;

/// <summary>
/// A new run's folder that this process has taken before it writes anything there: of all processes that want the folder at the same
/// moment one makes its <c>run.lock</c>, and the others touch nothing. Nobody else works on the run until this is disposed.
/// </summary>
public sealed class RunClaim : IDisposable
{
    private readonly string asked;
    private readonly bool made;
    private readonly FileStream hold;

    private RunClaim(string asked, RunFolder folder, bool made, FileStream hold) =>
        (this.asked, Folder, this.made, this.hold) = (asked, folder, made, hold);

    /// <summary>The folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>Takes a folder, new or empty.</summary>
    /// <exception cref="RunConfigException">It is a file, not empty, another process's, or cannot be made.</exception>
    public static RunClaim Take(string path)
    {
        RunFolder.CheckNew(path);
        return TryTake(path) ?? throw new RunConfigException(
            $"the run folder '{path}' has just been taken by another process; name another with --run");
    }

    /// <summary>Takes the first of <c>path</c>, <c>path-2</c>, <c>path-3</c>, ... that is not there: the next one where another process is faster.</summary>
    /// <exception cref="RunConfigException">The folder cannot be made.</exception>
    public static RunClaim TakeFirstFree(string path)
    {
        while (true)
        {
            if (TryTake(RunFolder.FirstFree(path)) is { } claim)
            {
                return claim;
            }
        }
    }

    /// <summary>Records what the run is a function of. Where that fails, nothing is left of the folder.</summary>
    /// <exception cref="RunConfigException">It cannot be written.</exception>
    public RunFolder Record(RunConfig config, ulong seed, string? datasetHash)
    {
        try
        {
            Folder.WriteConfig(config, seed, datasetHash);
            Directory.CreateDirectory(Folder.Checkpoints);
            return Folder;
        }
        catch (Exception e) when (e is StorageException || StorageException.IsRefusal(e))
        {
            GiveBack(Folder.LockFile, Folder.Config);
            throw NotMade(asked, e);
        }
    }

    /// <summary>Gives the folder back with all that was written to it: it does not become a run's.</summary>
    internal void Abandon() => GiveBack([.. Folder.Records, Folder.LockFile]);

    /// <inheritdoc />
    public void Dispose() => hold.Dispose();

    /// <summary>The folder, or null where another process has it. What decides is the making of one file, which fails where it exists.</summary>
    private static RunClaim? TryTake(string path)
    {
        var folder = RunFolder.At(path);
        try
        {
            var made = !Directory.Exists(folder.FullPath);
            Directory.CreateDirectory(folder.FullPath);
            var hold = TakeOver(folder) ?? new FileStream(folder.LockFile, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
            var claim = new RunClaim(path, folder, made, hold);
            if (Directory.EnumerateFileSystemEntries(folder.FullPath).Take(2).Count() == 1)
            {
                return claim;
            }

            claim.GiveBack(folder.LockFile); // something came into it between the look and the claim
            return null;
        }
        catch (IOException) when (File.Exists(folder.LockFile))
        {
            return null;
        }
        catch (Exception e) when (StorageException.IsRefusal(e))
        {
            throw NotMade(path, e);
        }
    }

    /// <summary>The lock that a killed process has left in a folder that did not become a run's, with what it had half written removed; null where there is none.</summary>
    /// <exception cref="IOException">A process has it.</exception>
    private static FileStream? TakeOver(RunFolder folder)
    {
        if (!File.Exists(folder.LockFile) || !folder.HoldsLeftoversAlone())
        {
            return null;
        }

        var hold = new FileStream(folder.LockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Array.ForEach(Directory.GetFiles(folder.FullPath, $"*{WholeFile.PartialEnding}"), File.Delete);
        return hold;
    }

    private static RunConfigException NotMade(string path, Exception cause) =>
        new($"the run folder '{path}' cannot be made: {cause.Message}", cause);

    /// <summary>Removes what this process has made, and nothing else.</summary>
    private void GiveBack(params string[] files)
    {
        try
        {
            Array.ForEach(files, File.Delete);
            if (Directory.Exists(Folder.Checkpoints))
            {
                Directory.Delete(Folder.Checkpoints);
            }

            if (made)
            {
                Directory.Delete(Folder.FullPath); // fails where it is not empty, as it must
            }
        }
        catch (Exception e) when (StorageException.IsRefusal(e))
        {
            // What cannot be removed is another's, or on a disk that takes nothing; the first refusal is the one to report.
        }
        finally
        {
            hold.Dispose();
        }
    }
}
