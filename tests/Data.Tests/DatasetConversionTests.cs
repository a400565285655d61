using System.Text.Json;
using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Hdf5;
using AwacAkka.Data.Formats.Minari;
using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Tests;

public sealed class DatasetConversionTests : IDisposable
{
    private const int Many = 40_000; // more than two blocks
    private readonly string folder = Directory.CreateTempSubdirectory("awac-convert").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("numpy-deflated.npz")]
    [InlineData("h5py-d4rl.hdf5")]
    [InlineData("h5py-minari")]
    public void An_import_holds_what_loading_the_log_yields(string log)
    {
        var loaded = DatasetFile.Load(NpzTests.Path(log));
        var summary = DatasetImport.Run(NpzTests.Path(log), In("out.npz"), new(), null, null, default);
        Assert.Equal(loaded.ContentHash(), summary.ContentHash);
        Assert.Equal(loaded.ContentHash(), DatasetFile.Load(In("out.npz")).ContentHash());
        Assert.Equal((loaded.Count, loaded.DroppedRows), (summary.Count, summary.Dropped));
    }

    [Fact]
    public void A_log_of_several_blocks_is_imported_as_if_it_were_one()
    {
        WriteFlatLog(In("log.hdf5"), Many);
        var summary = DatasetImport.Run(In("log.hdf5"), In("out.npz"), new(), null, null, default);
        var copy = DatasetFile.Load(In("out.npz"));
        Assert.Equal(summary.ContentHash, copy.ContentHash());
        Assert.Equal(Reference(Many).ContentHash(), summary.ContentHash);
        Assert.Equal(Many - copy.Count, summary.Dropped);
        Assert.All(Enumerable.Range(0, copy.Count), row => Assert.Equal(
            copy.Transitions.Observations[row] + (copy.Transitions.Terminals[row] ? 0 : 1), copy.Transitions.NextObservations[row]));
    }

    [Fact]
    public void Progress_ends_at_the_whole_and_never_goes_back()
    {
        WriteFlatLog(In("log.hdf5"), Many);
        var steps = new List<(long Done, long All)>();
        DatasetImport.Run(In("log.hdf5"), In("out.npz"), new(), null, (done, all) => steps.Add((done, all)), default);
        Assert.Equal(steps.Select(s => s.Done).Order(), steps.Select(s => s.Done));
        Assert.Single(steps.Select(s => s.All).Distinct());
        Assert.Equal(steps[^1].All, steps[^1].Done);
        Assert.True(steps.Count > 10);
    }

    [Fact]
    public void Actions_outside_the_box_are_counted_and_clipped_only_on_request()
    {
        var rows = TransitionChunk.Allocate(3, 1, 2) with { Actions = [1f, -1.5f, 1.01f, 0.5f, -1f, 2f] };
        DatasetFile.Save(In("in.npz"), OfflineDataset.Of(rows));
        Assert.Equal(3, DatasetImport.Run(In("in.npz"), In("as-is.npz"), new(), null, null, default).Findings.ActionsOutsideBox);
        Assert.Equal(rows.Actions, DatasetFile.Load(In("as-is.npz")).Transitions.Actions);
        Assert.Equal(3, DatasetImport.Run(In("in.npz"), In("clipped.npz"), new LogOptions { ClipActions = true }, null, null, default).Findings.ActionsOutsideBox);
        Assert.Equal([1f, -1f, 1f, 0.5f, -1f, 1f], DatasetFile.Load(In("clipped.npz")).Transitions.Actions);
    }

    [Fact]
    public void Rewards_can_be_read_from_another_key()
    {
        var arrays = new Dictionary<string, NpyArray>
        {
            ["observations"] = new([2, 1], new float[2]),
            ["actions"] = new([2, 1], new float[2]),
            ["rewards"] = new([2], new[] { 5f, 6f }),
            ["rewards_binary"] = new([2], new[] { -1f, 0f }),
            ["terminals"] = new([2], new bool[2]),
            ["timeouts"] = new([2], new bool[2]),
            ["next_observations"] = new([2, 1], new float[2]),
        };
        using (var stream = File.Create(In("in.npz")))
        {
            Npz.Write(stream, arrays);
        }

        Assert.Equal([-1f, 0f], DatasetFile.Load(In("in.npz"), new LogOptions { RewardsKey = "rewards_binary" }).Transitions.Rewards);
        var message = Assert.Throws<DatasetException>(
            () => DatasetFile.Load(In("in.npz"), new LogOptions { RewardsKey = "rewards_dense" })).Message;
        Assert.Contains("lacks the key 'rewards_dense'", message);
    }

    [Fact]
    public void An_import_that_fails_or_is_stopped_leaves_nothing_and_keeps_what_was_there()
    {
        WriteFlatLog(In("log.hdf5"), Many, badRow: Many - 1);
        File.WriteAllText(In("out.npz"), "mine");
        var before = Directory.GetFiles(folder);
        var error = Assert.Throws<DatasetException>(() => DatasetImport.Run(In("log.hdf5"), In("out.npz"), new(), null, null, default));
        Assert.Contains($"'observations' holds NaN in row {Many - 1}", error.Message);
        WriteFlatLog(In("good.hdf5"), Many);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => DatasetImport.Run(In("good.hdf5"), In("out.npz"), new(), null, (_, _) => stop.Cancel(), stop.Token));
        Assert.Equal([.. before, In("good.hdf5")], Directory.GetFiles(folder).OrderBy(f => f == In("good.hdf5")));
        Assert.Equal("mine", File.ReadAllText(In("out.npz")));
    }

    [Fact]
    public void A_dataset_survives_the_way_through_minari_to_the_bit()
    {
        var original = Reference(500);
        var summary = MinariFile.Save(In("minari"), original, "rig/made-v0");
        Assert.Equal(0, summary.Cuts);
        Assert.Equal(original.Episodes.Count, summary.Episodes);
        Assert.Equal(original.ContentHash(), DatasetFile.Load(In("minari")).ContentHash());
        Assert.Equal(["minari"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_successor_that_is_not_the_next_observation_cuts_an_episode_and_is_counted()
    {
        var original = Reference(500);
        original.Transitions.NextObservations[2] = 1000;
        var summary = MinariFile.Save(In("minari"), original, "rig/made-v0");
        Assert.Equal((1, original.Episodes.Count + 1), (summary.Cuts, summary.Episodes));
        var copy = DatasetFile.Load(In("minari"));
        Assert.Equal(original.Transitions.NextObservations, copy.Transitions.NextObservations);
        Assert.Equal(original.Transitions.Timeouts.Count(t => t) + 1, copy.Transitions.Timeouts.Count(t => t));
    }

    [Fact]
    public void Minari_metadata_say_what_the_data_hold()
    {
        MinariFile.Save(In("minari"), Reference(500), "rig/made-v0");
        using var json = JsonDocument.Parse(File.ReadAllText(In("minari/data/metadata.json")));
        var root = json.RootElement;
        Assert.Equal("rig/made-v0", root.GetProperty("dataset_id").GetString());
        Assert.Equal(Reference(500).Count, root.GetProperty("total_steps").GetInt32());
        Assert.Equal(Reference(500).Episodes.Count, root.GetProperty("total_episodes").GetInt32());
        Assert.Equal("hdf5", root.GetProperty("data_format").GetString());
        Assert.Equal(
            """{"type": "Box", "dtype": "float32", "shape": [1], "low": [-Infinity], "high": [Infinity]}""",
            root.GetProperty("observation_space").GetString());
        Assert.Contains("\"high\": [1.0]", root.GetProperty("action_space").GetString());
    }

    [Fact]
    public void A_minari_folder_in_use_is_left_as_it_is()
    {
        Directory.CreateDirectory(In("minari"));
        File.WriteAllText(In("minari/notes.txt"), "mine");
        Assert.Throws<DatasetException>(() => MinariFile.Save(In("minari"), Reference(10), "a-v0"));
        Assert.Equal(["minari"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
        Assert.Equal("mine", File.ReadAllText(In("minari/notes.txt")));
    }

    /// <summary>Rows whose observation is the row's number; ends every 70 rows, every third of them terminal.</summary>
    private static (float[] Numbers, bool[] Terminals, bool[] Timeouts) Rows(int count)
    {
        bool End(int row) => row % 70 == 69;
        bool Terminal(int row) => End(row) && row / 70 % 3 == 0;
        var rows = Enumerable.Range(0, count).ToArray();
        return ([.. rows.Select(r => (float)r)], [.. rows.Select(Terminal)], [.. rows.Select(r => End(r) && !Terminal(r))]);
    }

    private static OfflineDataset Reference(int count)
    {
        var (numbers, terminals, timeouts) = Rows(count);
        var kept = Enumerable.Range(0, count).Where(r => terminals[r] || (!timeouts[r] && r < count - 1)).ToArray();
        return OfflineDataset.Of(new TransitionChunk(
            1,
            1,
            [.. kept.Select(r => numbers[r])],
            new float[kept.Length],
            [.. kept.Select(r => numbers[r])],
            [.. kept.Select(r => terminals[r] ? numbers[r] : numbers[r] + 1)],
            [.. kept.Select(r => terminals[r])],
            [.. kept.Select(r => !terminals[r] && timeouts[r + 1])]));
    }

    private static void WriteFlatLog(string path, int count, int badRow = -1)
    {
        var (numbers, terminals, timeouts) = Rows(count);
        using var writer = new Hdf5Writer(path);
        using var root = writer.AddGroup(".unused");
        var observations = numbers.ToArray();
        if (badRow >= 0)
        {
            observations[badRow] = float.NaN;
        }

        root.Add("/observations", observations, 1);
        root.Add("/actions", new float[count], 1);
        root.Add("/rewards", numbers);
        root.Add("/terminals", terminals);
        root.Add("/timeouts", timeouts);
    }

    private string In(string name) => Path.Combine(folder, name);
}
