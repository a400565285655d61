using AwacAkka.Data.Files;

namespace AwacAkka.Cli.Datasets;

/// <summary>Where a new dataset, policy or picture goes; checked and taken before minutes of work.</summary>
internal static class DatasetTarget
{
    private static ReadOnlySpan<byte> Picture => "<svg"u8;

    /// <summary>Takes the name, so that of two commands that make it at the same moment the second is refused at once.</summary>
    /// <exception cref="DatasetException">It is refused, as by <see cref="Check"/>, or another process is making it.</exception>
    public static NewOutput Claim(string path, string option = "--out")
    {
        Check(path, option);
        return NewOutput.Claim(path);
    }

    /// <summary>Takes the name of a picture, which may replace an older picture and nothing else: a slip must not cost a dataset.</summary>
    /// <exception cref="DatasetException">It is a folder or a file that is no SVG picture, or another process is making it.</exception>
    public static NewOutput ClaimPicture(string path, string option)
    {
        if (Directory.Exists(path))
        {
            throw new DatasetException($"'{path}' is a folder; name a file");
        }

        if (File.Exists(path) && !IsPicture(path))
        {
            throw new DatasetException($"'{path}' exists already and is no SVG picture; name another with {option}");
        }

        return NewOutput.Replace(path);
    }

    /// <summary>Refuses what is there already.</summary>
    /// <exception cref="DatasetException">It is refused.</exception>
    public static void Check(string path, string option = "--out")
    {
        if (Path.Exists(path))
        {
            throw new DatasetException($"'{path}' exists already; remove it or name another with {option}");
        }
    }

    private static bool IsPicture(string path)
    {
        try
        {
            if (new FileInfo(path).Length < Picture.Length)
            {
                return false; // a pipe has no length, either, and reading one would wait for a writer
            }

            Span<byte> start = stackalloc byte[Picture.Length];
            using var file = File.OpenRead(path);
            file.ReadExactly(start);
            return start.SequenceEqual(Picture);
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            throw new DatasetException(FileRefusal.Sentence(path, e), e);
        }
    }
}
