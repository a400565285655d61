using AwacAkka.Data.Formats.Hdf5;

namespace AwacAkka.Data.Logs;

/// <summary>
/// D4RL's HDF5 files: flat arrays in the root group, of any type and compression. Other names, such as <c>infos</c> and
/// <c>metadata</c>, are ignored.
/// </summary>
internal static class D4rlLog
{
    private const int NamesShown = 64;

    /// <summary>Opens a log; closing it closes <paramref name="root"/>.</summary>
    /// <exception cref="InvalidDataException">An array is of an unsupported kind, or none has one of D4RL's names.</exception>
    public static LogFile Open(Hdf5Group root, string rewards, IReadOnlyList<string>? observations)
    {
        var keys = LogKeys.Find(rewards, observations, key => root.KindOf(key) != Hdf5Kind.Missing);
        var columns = new Dictionary<string, LogColumn>();
        var log = new LogFile("D4RL HDF5 file", columns, [.. root.FirstNames(NamesShown).Except([.. keys.Values, .. observations ?? []])], root);
        try
        {
            foreach (var (name, key) in keys)
            {
                columns[name] = Open(root, key);
            }

            if (observations is not null)
            {
                columns[LogKeys.Observations] = SideBySide.Of(observations, key => root.KindOf(key) != Hdf5Kind.Missing, key => Open(root, key));
            }

            return columns.Count > 0
                ? log
                : throw new InvalidDataException(
                    "it is an HDF5 file of another kind: its root group holds neither D4RL's arrays nor Minari's 'episode_0'");
        }
        catch
        {
            foreach (var column in columns.Values)
            {
                column.Dispose();
            }

            throw;
        }
    }

    /// <summary>A group where an array is expected: a dictionary or tuple of arrays.</summary>
    public static InvalidDataException Grouped(string key) => new(
        $"'{key}' is a group of several arrays (a dictionary or tuple space), expected one array: join them into one vector per row, "
        + "observations with 'awac dataset import --observation-keys'");

    private static Column Open(Hdf5Group root, string key) =>
        root.KindOf(key) == Hdf5Kind.Dataset ? new Column(key, root.OpenDataset(key)) : throw Grouped(key);

    private sealed class Column(string key, Hdf5Dataset dataset) : LogColumn(key, dataset.Shape, dataset.Type)
    {
        public override void Read(long row, Span<float> destination) => dataset.Read(row, destination);

        public override void Dispose()
        {
            dataset.Dispose();
            base.Dispose();
        }
    }
}
