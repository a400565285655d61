using System.Buffers.Binary;
using System.Text;
using AwacAkka.Learning.Data.Logs;

namespace AwacAkka.Learning.Data.Pickles;

/// <summary>Demonstrations in a pickle, or in a <c>.npy</c> file that holds one, as DAPG's and rlkit's are.</summary>
internal static class PickleLog
{
    private const int NewestProtocol = 5;

    private static ReadOnlySpan<byte> Npy => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Whether a file is a pickle; of protocols 0 and 1, which have no signature, those of lists and dictionaries.</summary>
    public static bool IsPickle(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> start = stackalloc byte[256];
        start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return start.StartsWith(Npy) ? Encoding.ASCII.GetString(start).Contains("'descr': '|O'", StringComparison.Ordinal)
            : start is [0x80, <= NewestProtocol, ..] || (start is [(byte)'(' or (byte)']' or (byte)'}', ..] && EndsAsPickle(stream));
    }

    /// <summary>Reads a log whole.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or holds something else than demonstrations.</exception>
    public static LogFile Open(string path, string rewards)
    {
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

        if (!columns.TryGetValue(LogKeys.Terminals, out var terminals))
        {
            var last = paths.Lengths.Zip(paths.Terminated, (length, terminated) => Last(length, terminated ? 1 : 0));
            columns[LogKeys.Terminals] = terminals = new Column(LogKeys.Terminals, [.. last.SelectMany(flag => flag)], paths.Lengths.Sum(), isVector: true);
        }

        columns[LogKeys.Timeouts] = new Column(LogKeys.Timeouts, Timeouts(paths.Lengths, terminals), paths.Lengths.Sum(), isVector: true);
        return new LogFile($"pickle of {paths.Lengths.Count} paths", columns, [.. names.Except(columns.Keys)]);
    }

    private static bool EndsAsPickle(FileStream stream)
    {
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '.';
    }

    /// <summary>What stands behind the header of a <c>.npy</c> file; all of any other.</summary>
    private static ReadOnlyMemory<byte> Body(byte[] bytes)
    {
        if (!bytes.AsSpan().StartsWith(Npy) || bytes.Length < 12)
        {
            return bytes;
        }

        var wide = bytes[6] > 1;
        var start = wide ? 12 + BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)) : 10u + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        return start <= bytes.Length ? bytes.AsMemory((int)start) : throw new InvalidDataException("it is a .npy file that is cut");
    }

    private static IEnumerable<float> Last(int length, float flag) => Enumerable.Range(1, length).Select(row => row == length ? flag : 0);

    /// <summary>A path that does not end with a terminal step was cut there.</summary>
    private static float[] Timeouts(IReadOnlyList<int> lengths, LogColumn terminals)
    {
        var ended = new float[lengths.Sum()];
        terminals.Read(0, ended);
        var timeouts = new float[ended.Length];
        var end = 0;
        foreach (var length in lengths)
        {
            end += length;
            if (length > 0)
            {
                timeouts[end - 1] = ended[end - 1] == 0 ? 1 : 0;
            }
        }

        return timeouts;
    }

    private sealed class Column(string key, float[] values, int rows, bool isVector)
        : LogColumn(key, isVector && values.Length == rows ? [rows] : [rows, rows == 0 ? 0 : values.Length / rows], "pickled")
    {
        public override void Read(long row, Span<float> destination) =>
            values.AsSpan((int)row * (rows == 0 ? 0 : values.Length / rows), destination.Length).CopyTo(destination);
    }
}
