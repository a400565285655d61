namespace AwacAkka.Learning.Data.Logs;

/// <summary>Logs as <c>.npz</c> files with D4RL's keys; its arrays are held in memory, since a deflated entry cannot be read in blocks.</summary>
internal static class NpzLog
{
    /// <summary>Reads a log.</summary>
    /// <exception cref="InvalidDataException">It is no archive, or an array is damaged or of an unsupported kind.</exception>
    public static LogFile Open(Stream stream, string rewards)
    {
        var keys = LogKeys.All(rewards);
        var arrays = Npz.Read(stream, [.. keys]);
        stream.Position = 0;
        var ignored = Npz.Names(stream).Except(keys);
        return new LogFile(
            "NumPy archive", arrays.ToDictionary(a => a.Key, LogColumn (a) => new Column(a.Key, a.Value)), [.. ignored]);
    }

    private static string TypeName(Array data) => data switch
    {
        float[] => "float32",
        double[] => "float64",
        int[] => "int32",
        long[] => "int64",
        byte[] => "uint8",
        _ => "bool",
    };

    private sealed class Column(string key, NpyArray array)
        : LogColumn(key, [.. array.Shape.Select(s => (long)s)], TypeName(array.Data))
    {
        private readonly float[] values = array.ToSingles();

        public override void Read(long row, Span<float> destination)
        {
            long width = 1;
            foreach (var size in Shape.Skip(1))
            {
                width *= size;
            }

            values.AsSpan((int)(row * width), destination.Length).CopyTo(destination);
        }
    }
}
