using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;

namespace AwacAkka.Cli;

/// <summary>Makes and finds run folders. A folder belongs to one run: a non-empty one is never taken over.</summary>
internal static class RunFolders
{
    /// <summary>Refuses a path that cannot be a new run's, without touching anything.</summary>
    /// <exception cref="RunConfigException">It is a file, or a folder that is not empty.</exception>
    public static void CheckNew(string path)
    {
        if (File.Exists(path))
        {
            throw new RunConfigException($"the run folder '{path}' is a file; name another with --run");
        }

        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new RunConfigException($"the run folder '{path}' is not empty; name another with --run, or remove it");
        }
    }

    /// <summary>The first of <c>path</c>, <c>path-2</c>, <c>path-3</c>, ... that does not exist.</summary>
    public static string FirstFree(string path)
    {
        var candidate = path;
        for (var number = 2; Path.Exists(candidate); number++)
        {
            candidate = $"{path}-{number}";
        }

        return candidate;
    }

    /// <summary>Makes a new run's folder and records what the run is a function of.</summary>
    /// <exception cref="RunConfigException">The folder cannot be made.</exception>
    public static RunFolder Create(string path, RunConfig config, ulong seed, string? datasetHash)
    {
        var folder = new RunFolder(Path.GetFullPath(path));
        try
        {
            Directory.CreateDirectory(folder.Path);
            var facts = $"# seed {seed}\n# configuration sha256 {config.Hash()}\n# dataset sha256 {datasetHash ?? "none"}\n";
            File.WriteAllText(folder.Configuration, facts + config.ToHocon());
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunConfigException($"the run folder '{path}' cannot be made: {e.Message}", e);
        }
    }

    /// <summary>Opens a run's folder.</summary>
    /// <exception cref="RunConfigException">There is no run.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(Path.GetFullPath(path));
        return File.Exists(folder.Configuration)
            ? folder
            : throw new RunConfigException($"'{path}' is no run folder: it has no {Path.GetFileName(folder.Configuration)}");
    }
}
