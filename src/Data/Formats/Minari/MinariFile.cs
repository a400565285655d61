using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Hdf5;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Formats.Minari;

/// <summary>What an export wrote.</summary>
/// <param name="Episodes">Number of episodes.</param>
/// <param name="Cuts">
/// Episodes that were cut in two because a row's successor is not the next row's observation, which Minari cannot express. Where there
/// are any, the content hash of the folder is another than the dataset's: the first part of each reads as timed out.
/// </param>
public sealed record MinariSummary(int Episodes, int Cuts);

/// <summary>Writes datasets as Minari's folders: <c>data/main_data.hdf5</c> and <c>data/metadata.json</c>, as Minari 0.5 and later load.</summary>
/// <remarks>
/// Numbers stay single precision, so that reading the folder gives the same bits; actions scaled to another box may be rounded. A row that is terminal and timed out stays both. The
/// environment is not recorded: Minari then loads the data but cannot make the environment by itself.
/// </remarks>
public static class MinariFile
{
    /// <summary>Writes a folder that must not be there yet; it appears complete or not at all.</summary>
    /// <exception cref="DatasetException">It cannot be written.</exception>
    public static MinariSummary Save(string folder, OfflineDataset dataset, string id, ActionBox? box = null)
    {
        using var output = NewOutput.Claim(folder);
        return Save(output, dataset, id, box);
    }

    /// <summary>Writes a folder, which appears complete or not at all.</summary>
    /// <param name="folder">The name of the folder, which has been taken.</param>
    /// <param name="dataset">The transitions.</param>
    /// <param name="id">Its id, in Minari's form such as <c>halfcheetah/medium-v0</c>.</param>
    /// <param name="box">The environment's box, to which actions are scaled from [-1, 1]; they stay as they are where it is null.</param>
    /// <param name="progress">Hears how many rows of how many are written.</param>
    /// <param name="cancellation">Stops between episodes.</param>
    /// <exception cref="DatasetException">It cannot be written.</exception>
    public static MinariSummary Save(
        NewOutput folder, OfflineDataset dataset, string id, ActionBox? box = null, Action<long, long>? progress = null,
        CancellationToken cancellation = default) => Save(folder, dataset, id, box, choices: null, progress, cancellation);

    /// <summary>The same of actions that are indices of choices, in Minari's form: whole numbers, and a discrete space.</summary>
    /// <exception cref="DatasetException">It cannot be written.</exception>
    public static MinariSummary SaveChoices(
        NewOutput folder, OfflineDataset dataset, string id, int choices, Action<long, long>? progress = null, CancellationToken cancellation = default) =>
        Save(folder, dataset, id, box: null, choices, progress, cancellation);

    private static MinariSummary Save(
        NewOutput folder, OfflineDataset dataset, string id, ActionBox? box, int? choices, Action<long, long>? progress, CancellationToken cancellation)
    {
        if (box is { IsUnit: false })
        {
            dataset = dataset with { Transitions = dataset.Transitions with { Actions = box.Unscale(dataset.Transitions.Actions) } };
        }

        var summary = new MinariSummary(0, 0);
        folder.WriteFolder(partial =>
        {
            var data = Directory.CreateDirectory(Path.Combine(partial, "data")).FullName;
            var file = Path.Combine(data, "main_data.hdf5");
            using (var writer = new Hdf5Writer(file))
            {
                summary = WriteEpisodes(writer, dataset.Transitions, choices is not null, progress, cancellation);
                writer.Complete();
            }

            var size = new FileInfo(file).Length / 1e6;
            File.WriteAllText(Path.Combine(data, "metadata.json"), Describe(dataset, ActionSpace(dataset, box, choices), summary.Episodes, id, size));
        });
        return summary;
    }

    private static MinariSummary WriteEpisodes(
        Hdf5Writer writer, TransitionChunk rows, bool areChoices, Action<long, long>? progress, CancellationToken cancellation)
    {
        var (episodes, cuts) = (0, 0);
        for (var start = 0; start < rows.Count;)
        {
            cancellation.ThrowIfCancellationRequested();
            var last = start;
            while (last < rows.Count - 1 && !Ends(rows, last) && Continues(rows, last))
            {
                last++;
            }

            cuts += last < rows.Count - 1 && !Ends(rows, last) ? 1 : 0;
            WriteEpisode(writer, episodes++, rows, start, last + 1 - start, areChoices);
            start = last + 1;
            progress?.Invoke(start, rows.Count);
        }

        return new MinariSummary(episodes, cuts);
    }

    private static void WriteEpisode(Hdf5Writer writer, int number, TransitionChunk rows, int start, int count, bool areChoices)
    {
        var (obs, act) = (rows.ObservationDimension, rows.ActionDimension);
        var observations = new float[(count + 1) * obs];
        rows.Observations.AsSpan(start * obs, count * obs).CopyTo(observations);
        rows.NextObservations.AsSpan((start + count - 1) * obs, obs).CopyTo(observations.AsSpan(count * obs));
        using var group = writer.AddGroup($"episode_{number}", ("id", number), ("total_steps", count));
        group.Add("observations", observations, obs);
        var actions = rows.Actions.AsSpan(start * act, count * act);
        if (areChoices)
        {
            group.Add("actions", Array.ConvertAll(actions.ToArray(), action => (long)action));
        }
        else
        {
            group.Add("actions", actions, act);
        }

        group.Add("rewards", rows.Rewards.AsSpan(start, count));
        group.Add("terminations", rows.Terminals.AsSpan(start, count));
        group.Add("truncations", rows.Timeouts.AsSpan(start, count));
    }

    private static bool Ends(TransitionChunk rows, int row) => rows.Terminals[row] || rows.Timeouts[row];

    /// <summary>Whether a row's successor is the next row's observation, to the bit.</summary>
    private static bool Continues(TransitionChunk rows, int row)
    {
        var obs = rows.ObservationDimension;
        var successor = MemoryMarshal.AsBytes(rows.NextObservations.AsSpan(row * obs, obs));
        return successor.SequenceEqual(MemoryMarshal.AsBytes(rows.Observations.AsSpan((row + 1) * obs, obs)));
    }

    private static string ActionSpace(OfflineDataset dataset, ActionBox? box, int? choices)
    {
        if (choices is { } count)
        {
            return $$"""{"type": "Discrete", "dtype": "int64", "start": 0, "n": {{count}}}""";
        }

        // Bounds that are infinite say nothing of units, which is right where these are not known.
        return Box(box ?? (dataset.UnitActions ? ActionBox.Unit(dataset.ActionDimension) : Unbounded(dataset.ActionDimension)));
    }

    private static string Describe(OfflineDataset dataset, string actionSpace, int episodes, string id, double megabytes)
    {
        var fields = new Dictionary<string, object>
        {
            ["total_episodes"] = episodes,
            ["total_steps"] = dataset.Count,
            ["data_format"] = "hdf5",
            ["observation_space"] = Box(Unbounded(dataset.ObservationDimension)),
            ["action_space"] = actionSpace,
            ["dataset_id"] = id,
            ["minari_version"] = ">=0.5",
            ["dataset_size"] = Math.Round(megabytes, 1),
        };
        return JsonSerializer.Serialize(fields);
    }

    /// <summary>A box in Minari's serialised form: JSON inside a string, with Python's spelling of infinity.</summary>
    private static string Box(ActionBox box) =>
        $$"""{"type": "Box", "dtype": "float32", "shape": [{{box.Dimension}}], "low": [{{Bounds(box.Low)}}], "high": [{{Bounds(box.High)}}]}""";

    private static ActionBox Unbounded(int dimension) => new(
        [.. Enumerable.Repeat(double.NegativeInfinity, dimension)], [.. Enumerable.Repeat(double.PositiveInfinity, dimension)]);

    private static string Bounds(IEnumerable<double> bounds) => string.Join(", ", bounds.Select(b => b switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ when double.IsInteger(b) => b.ToString("0.0", CultureInfo.InvariantCulture),
        _ => b.ToString("R", CultureInfo.InvariantCulture),
    }));
}
