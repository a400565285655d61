using AwacAkka.Data.Formats.Npz;

namespace AwacAkka.Data.Logs;

/// <summary>
/// Logs as <c>.npz</c> files. Types and shapes come from headers alone; an array is unpacked when it is first read and then held in
/// memory, since a deflated entry cannot be read in blocks.
/// </summary>
internal static class NpzLog
{
    /// <summary>Opens a log; closing it closes the stream.</summary>
    /// <exception cref="InvalidDataException">It is no archive, or an array is of an unsupported kind or another size than it says.</exception>
    public static LogFile Open(Stream stream, string rewards, IReadOnlyList<string>? observations)
    {
        var archive = new NpzReader(stream);
        var keys = LogKeys.Find(rewards, observations, archive.Names.Contains);
        var columns = keys.ToDictionary(k => k.Key, k => Open(k.Value));
        if (observations is not null)
        {
            columns[LogKeys.Observations] = SideBySide.Of(observations, archive.Names.Contains, Open);
        }

        string[] read = [.. keys.Values, .. observations ?? []];
        archive.CheckUnpackedSize(read);
        return new LogFile("NumPy archive", columns, [.. archive.Names.Except(read)], archive, stream);

        LogColumn Open(string key) => new Column(key, archive.Header(key), archive);
    }

    private sealed class Column(string key, NpyHeader header, NpzReader archive)
        : LogColumn(key, [.. header.Shape.Select(s => (long)s)], header.TypeName)
    {
        private float[]? values;

        public override void Read(long row, Span<float> destination)
        {
            values ??= archive.Read(Key).ToSingles();
            values.AsSpan((int)(row * Width), destination.Length).CopyTo(destination);
        }
    }
}
