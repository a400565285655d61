namespace AwacAkka.Data.Files;

/// <summary>
/// Files that appear complete or not at all, whatever ends the program or fills the disk while they are written: they are made under
/// another name beside it, put on disk, and renamed. Whoever wants the name for itself before the work takes a <see cref="NewOutput"/>.
/// </summary>
public static class WholeFile
{
    /// <summary>Ending of what is being written. A crash may leave one behind; the next writing replaces it.</summary>
    public const string PartialEnding = ".partial";

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; what was there before is replaced.</param>
    /// <param name="bytes">Its contents.</param>
    /// <param name="durable">Whether to wait until they are on disk: not where they can be written again after a power cut.</param>
    /// <exception cref="IOException">It cannot be written (<see cref="FileRefusal"/>); what was there before is still there.</exception>
    public static void Write(string path, byte[] bytes, bool durable = true) => Make(
        path,
        partial =>
        {
            using var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            stream.Write(bytes);
            stream.Flush(durable);
        },
        overwrite: true,
        durable);

    /// <summary>Has a file made.</summary>
    /// <param name="path">The file.</param>
    /// <param name="make">Makes it under the name that it is given, and on disk.</param>
    /// <param name="overwrite">Whether it may replace another.</param>
    /// <param name="durable">Whether to wait until its name is on disk.</param>
    /// <exception cref="IOException">It cannot be written (<see cref="FileRefusal"/>); what was there before is still there, unless it is the flush of its name that fails.</exception>
    public static void Make(string path, Action<string> make, bool overwrite, bool durable = true)
    {
        var partial = path + PartialEnding;
        try
        {
            make(partial);
            File.Move(partial, path, overwrite);
        }
        catch
        {
            Remove(partial);
            throw;
        }

        if (durable)
        {
            FolderEntries.Flush(path);
        }
    }

    /// <summary>Waits until all that is in a folder is on disk.</summary>
    /// <exception cref="IOException">The disk refuses it.</exception>
    internal static void FlushFolder(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }

        foreach (var below in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
        {
            FolderEntries.FlushWithin(below);
        }

        FolderEntries.FlushWithin(folder);
    }

    private static void Remove(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            // What could not be written cannot be removed either; the first refusal is the one to report.
        }
    }
}
