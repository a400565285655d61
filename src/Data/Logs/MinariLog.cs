using System.Text.Json;
using AwacAkka.Data.Formats.Hdf5;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Logs;

/// <summary>
/// Minari's HDF5 datasets: a group <c>episode_N</c> per episode with one observation more than actions, and <c>metadata.json</c>
/// beside the file. Their episodes are joined to D4RL's columns, so that every row has its true successor.
/// </summary>
internal static class MinariLog
{
    private const string DataFile = "main_data.hdf5";
    private const string FirstEpisode = "episode_0";
    private const string NamePrefix = "episode_";

    /// <summary>Opens the folder of a dataset, or its folder <c>data</c>.</summary>
    /// <exception cref="InvalidDataException">It is none, or its data cannot be used.</exception>
    public static LogFile OpenFolder(string folder, string rewards, IReadOnlyList<string>? observations)
    {
        string[] places = [Path.Combine(folder, "data", DataFile), Path.Combine(folder, DataFile)];
        var file = places.FirstOrDefault(File.Exists) ?? throw new InvalidDataException(
            $"it cannot be read as Minari's, whose folder has the file data/{DataFile}{Hint(folder)}");
        var root = Hdf5Group.OpenFile(file);
        try
        {
            return IsMinari(root)
                ? Open(root, file, rewards, observations)
                : throw new InvalidDataException($"its {DataFile} has no group '{FirstEpisode}'");
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>Whether an HDF5 file has Minari's layout.</summary>
    public static bool IsMinari(Hdf5Group root) =>
        root.KindOf(FirstEpisode) == Hdf5Kind.Group
        || root.FirstNames(1) is [var first] && first.StartsWith(NamePrefix, StringComparison.Ordinal);

    /// <summary>Opens the episodes of a file; closing the log closes <paramref name="root"/>.</summary>
    /// <exception cref="InvalidDataException">Episodes are missing, or their arrays do not fit together.</exception>
    public static LogFile Open(Hdf5Group root, string path, string rewards, IReadOnlyList<string>? observations)
    {
        if (rewards != LogKeys.Rewards)
        {
            throw new InvalidDataException($"it is Minari's, which has no other rewards than '{LogKeys.Rewards}'");
        }

        var episodes = new MinariEpisodes(root, observations);
        var (id, box) = ReadMetadata(path, episodes);
        return new LogFile($"Minari dataset{id}", episodes.Columns(), [], root) { ActionBox = box };
    }

    private static string Hint(string folder) => Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories).Any()
        || Directory.EnumerateFiles(folder, "*.arrow", SearchOption.AllDirectories).Any()
        ? "; its Arrow and Parquet storage is not read, so store it anew with data_format=\"hdf5\""
        : string.Empty;

    /// <summary>The id that the metadata say, in words, and the box of actions; they must agree with the data, or a part of these is missing.</summary>
    private static (string Id, ActionBox? Box) ReadMetadata(string dataFile, MinariEpisodes episodes)
    {
        var file = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(dataFile))!, "metadata.json");
        if (!File.Exists(file))
        {
            return (string.Empty, null);
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            Compare(json.RootElement, "total_episodes", episodes.Count, "episodes");
            Compare(json.RootElement, "total_steps", episodes.Steps, "steps");
            return (Text(json.RootElement, "dataset_id") is { } id ? $" '{id}'" : string.Empty, ReadBox(Text(json.RootElement, "action_space")));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"its metadata.json is damaged: {e.Message}", e);
        }
    }

    private static string? Text(JsonElement metadata, string key) =>
        metadata.TryGetProperty(key, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    /// <summary>The bounds of a space in Minari's form: JSON inside a string, with Python's spelling of infinity. Null for other spaces.</summary>
    private static ActionBox? ReadBox(string? space)
    {
        if (space is null)
        {
            return null;
        }

        using var json = JsonDocument.Parse(space.Replace("Infinity", "1e999", StringComparison.Ordinal));
        return json.RootElement.ValueKind == JsonValueKind.Object && Text(json.RootElement, "type") == "Box"
            && Bounds(json.RootElement, "low") is { } low && Bounds(json.RootElement, "high") is { } high
            ? new ActionBox(low, high)
            : null;
    }

    private static double[]? Bounds(JsonElement space, string key) =>
        space.TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? [.. list.EnumerateArray().Select(item => item.GetDouble())]
            : null;

    private static void Compare(JsonElement metadata, string key, long found, string what)
    {
        if (metadata.TryGetProperty(key, out var value) && value.TryGetInt64(out var promised) && promised != found)
        {
            throw new InvalidDataException($"its metadata.json promises {promised} {what} but the data hold {found}");
        }
    }
}
