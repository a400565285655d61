namespace AwacAkka.Learning.Data;

/// <summary>Files and folders that appear complete or not at all: they are written under another name and renamed at the end.</summary>
internal static class NewOutput
{
    private const string Suffix = ".partial";

    /// <summary>Writes a file, over one of that name.</summary>
    /// <exception cref="DatasetException">It cannot be written.</exception>
    public static void WriteFile(string path, Action<Stream> write)
    {
        var partial = path + Suffix;
        Guard(path, () => File.Delete(partial), () =>
        {
            using (var stream = File.Create(partial))
            {
                write(stream);
            }

            File.Move(partial, path, overwrite: true);
        });
    }

    /// <summary>Fills a new folder.</summary>
    /// <exception cref="DatasetException">It cannot be written, or is there already.</exception>
    public static void WriteFolder(string path, Action<string> fill)
    {
        var partial = Path.TrimEndingDirectorySeparator(path) + Suffix;
        Guard(path, () => Remove(partial), () =>
        {
            Remove(partial);
            Directory.CreateDirectory(partial);
            fill(partial);
            Directory.Move(partial, path);
        });
    }

    private static void Guard(string path, Action cleanUp, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e)
        {
            try
            {
                cleanUp();
            }
            catch (Exception second) when (second is IOException or UnauthorizedAccessException)
            {
                // What is left has a name that tells what it is; the first failure is the one to report.
            }

            if (e is IOException or UnauthorizedAccessException)
            {
                throw new DatasetException($"the dataset '{path}' cannot be written: {e.Message}", e);
            }

            throw;
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
