using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Hdf5;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Logs;

/// <summary>What a file or folder of logged data holds, before anything of it has been checked.</summary>
/// <param name="Kind">What it is, in words.</param>
/// <param name="Columns">Its arrays under D4RL's names, as many as there are.</param>
/// <param name="Ignored">Names of what else it holds.</param>
/// <param name="Resources">What to close behind the columns.</param>
internal sealed record LogFile(
    string Kind, IReadOnlyDictionary<string, LogColumn> Columns, IReadOnlyList<string> Ignored, params IReadOnlyList<IDisposable> Resources)
    : IDisposable
{
    private const int LongestUserBlock = 1 << 20;

    /// <summary>The box that metadata say actions are in, where they do; bounds may be infinite.</summary>
    public ActionBox? ActionBox { get; init; }

    /// <summary>The name under which terminals are stored that may be gym's done, true at a time limit as well; null where the file tells these apart.</summary>
    public string? Done { get; init; }

    private static ReadOnlySpan<byte> Hdf5Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Opens a log by what is in it, whatever its name.</summary>
    /// <param name="path">An .npz file, a D4RL or Minari HDF5 file, Minari's folder, or a pickle of demonstrations.</param>
    /// <param name="rewards">The key that rewards are read from.</param>
    /// <param name="observations">The arrays that make an observation; null for the one of D4RL's name.</param>
    /// <exception cref="DatasetException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is of no known kind, damaged or incomplete; a clause says how.</exception>
    public static LogFile Open(string path, string rewards = LogKeys.Rewards, IReadOnlyList<string>? observations = null)
    {
        try
        {
            if (Directory.Exists(path))
            {
                return MinariLog.OpenFolder(path, rewards, observations);
            }

            return IsHdf5(path) ? OpenHdf5(path, rewards, observations) : PickleLog.IsPickle(path) ? PickleLog.Open(path, rewards, observations) : OpenNpz(path, rewards, observations);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DatasetException($"there is no dataset '{path}'; check the path or make one with 'awac dataset make'", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DatasetException($"the dataset '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var column in Columns.Values)
        {
            column.Dispose();
        }

        foreach (var resource in Resources)
        {
            resource.Dispose();
        }
    }

    private static LogFile OpenNpz(string path, string rewards, IReadOnlyList<string>? observations)
    {
        var stream = File.OpenRead(path);
        try
        {
            return NpzLog.Open(stream, rewards, observations);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private static LogFile OpenHdf5(string path, string rewards, IReadOnlyList<string>? observations)
    {
        var root = Hdf5Group.OpenFile(path);
        try
        {
            return MinariLog.IsMinari(root) ? MinariLog.Open(root, path, rewards, observations) : D4rlLog.Open(root, rewards, observations);
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>The format allows a foreign preamble of 512, 1024, 2048 ... bytes.</summary>
    private static bool IsHdf5(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[Hdf5Signature.Length];
        for (long offset = 0; offset <= LongestUserBlock && offset < stream.Length; offset = offset == 0 ? 512 : 2 * offset)
        {
            stream.Position = offset;
            if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(Hdf5Signature))
            {
                return true;
            }
        }

        return false;
    }
}
