using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Formats.Pickles;

namespace AwacAkka.Data.Logs;

/// <summary>Demonstrations in a pickle, or in a <c>.npy</c> file that holds one, as DAPG's and rlkit's are.</summary>
internal static class PickleLog
{
    private const int NewestProtocol = 5;

    /// <summary>Whether a file is a pickle; of protocols 0 and 1, which have no signature, those of lists and dictionaries.</summary>
    public static bool IsPickle(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[8];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        stream.Position = 0;
        return start.StartsWith(NpyHeader.Magic) ? HoldsObjects(stream)
            : start is [0x80, <= NewestProtocol, ..] || (start is [(byte)'(' or (byte)']' or (byte)'}', ..] && EndsAsPickle(stream));
    }

    /// <summary>Reads a log whole.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or holds something else than demonstrations.</exception>
    public static LogFile Open(string path, string rewards, IReadOnlyList<string>? observations)
    {
        if (observations is not null)
        {
            throw new InvalidDataException("it is a pickle, whose observations are one array: leave out --observation-keys");
        }

        var bytes = File.ReadAllBytes(path);
        var paths = PickledPaths.Of(new PickleReader(Body(bytes)).Read(), bytes.Length);
        var names = paths.Names;
        var columns = new Dictionary<string, LogColumn>();
        foreach (var name in (string[])[LogKeys.Observations, LogKeys.Actions, rewards, LogKeys.NextObservations, LogKeys.Terminals])
        {
            if (names.Contains(name))
            {
                columns[name] = new Column(name, paths.Rows(name), paths.Lengths.Sum(), isVector: name == rewards || name == LogKeys.Terminals);
            }
        }

        var ends = Ends(paths.Lengths);
        var done = LogKeys.Terminals;
        if (!columns.TryGetValue(LogKeys.Terminals, out var terminals))
        {
            done = PickledPaths.TerminatedKey;
            columns[LogKeys.Terminals] = terminals = new DerivedFlags(LogKeys.Terminals, [.. ends.Zip(paths.Terminated, (end, terminated) => end && terminated)]);
        }

        // A path that does not end with a terminal step was cut there.
        columns[LogKeys.Timeouts] = new DerivedFlags(LogKeys.Timeouts, [.. ends.Zip(LoggedEnds.Flags(terminals), (end, terminal) => end && !terminal)]);
        return new LogFile($"pickle of {paths.Lengths.Count} paths", columns, [.. names.Except([.. columns.Keys, done])]) { Done = done };
    }

    private static bool HoldsObjects(FileStream stream)
    {
        try
        {
            return NpyHeader.ReadText(stream, out _).Contains("'descr': '|O'", StringComparison.Ordinal);
        }
        catch (InvalidDataException)
        {
            return false; // what is wrong with it is for the reader of arrays to say
        }
    }

    private static bool EndsAsPickle(FileStream stream)
    {
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '.';
    }

    /// <summary>What stands behind the header of a <c>.npy</c> file; all of any other.</summary>
    private static ReadOnlyMemory<byte> Body(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith(NpyHeader.Magic))
        {
            return bytes;
        }

        _ = NpyHeader.ReadText(new MemoryStream(bytes), out var length);
        return bytes.AsMemory(length);
    }

    /// <summary>Whether each row is the last of its path.</summary>
    private static bool[] Ends(IReadOnlyList<int> lengths) =>
        [.. lengths.SelectMany(length => Enumerable.Range(1, length).Select(row => row == length))];

    private sealed class Column(string key, float[] values, int rows, bool isVector)
        : LogColumn(key, isVector && values.Length == rows ? [rows] : [rows, rows == 0 ? 0 : values.Length / rows], "pickled")
    {
        public override void Read(long row, Span<float> destination) =>
            values.AsSpan((int)row * (rows == 0 ? 0 : values.Length / rows), destination.Length).CopyTo(destination);
    }
}
