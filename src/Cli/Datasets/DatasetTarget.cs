using AwacAkka.Learning.Data;

namespace AwacAkka.Cli.Datasets;

/// <summary>Where a new dataset goes; checked before minutes of work.</summary>
internal static class DatasetTarget
{
    /// <summary>Refuses what is there already and what has no folder to be in.</summary>
    /// <exception cref="DatasetException">It is refused.</exception>
    public static void Check(string path)
    {
        if (Path.Exists(path))
        {
            throw new DatasetException($"'{path}' exists already; remove it or name another with --out");
        }

        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
        {
            throw new DatasetException($"there is no folder '{folder}' to write '{Path.GetFileName(full)}' to");
        }
    }
}
