using AwacAkka.Data.Files;

namespace AwacAkka.Cli.Datasets;

/// <summary>Where a new dataset, policy or picture goes; checked and taken before minutes of work.</summary>
internal static class DatasetTarget
{
    /// <summary>Takes the name, so that of two commands that make it at the same moment the second is refused at once.</summary>
    /// <exception cref="DatasetException">It is refused, as by <see cref="Check"/>, or another process is making it.</exception>
    public static NewOutput Claim(string path)
    {
        Check(path);
        return NewOutput.Claim(path);
    }

    /// <summary>Takes the name of a picture, which may replace an older one.</summary>
    /// <exception cref="DatasetException">It is a folder, or another process is making it.</exception>
    public static NewOutput ClaimPicture(string path)
    {
        if (Directory.Exists(path))
        {
            throw new DatasetException($"'{path}' is a folder; name a file");
        }

        return NewOutput.Replace(path);
    }

    /// <summary>Refuses what is there already.</summary>
    /// <exception cref="DatasetException">It is refused.</exception>
    public static void Check(string path)
    {
        if (Path.Exists(path))
        {
            throw new DatasetException($"'{path}' exists already; remove it or name another with --out");
        }
    }
}
