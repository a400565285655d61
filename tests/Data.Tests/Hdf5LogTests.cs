using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Hdf5;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Tests;

public sealed class Hdf5LogTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("awac-hdf5").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_d4rl_file_as_h5py_writes_it_equals_the_same_log_as_npz()
    {
        var hdf5 = DatasetFile.Load(NpzTests.Path("h5py-d4rl.hdf5"), observationDimension: 3, actionDimension: 2);
        var rows = hdf5.Transitions;
        Assert.Equal([0f, 1f, 2f, 3f, 5f], rows.Rewards);
        Assert.Equal([-0.5f, -0.4375f, -0.375f, -0.3125f], rows.Actions[..4]);
        Assert.Equal([false, false, true, false, false], rows.Terminals);
        Assert.Equal([false, false, false, true, false], rows.Timeouts);
        Assert.Equal(rows.Observations[3..6], rows.NextObservations[..3]);
        Assert.Equal(rows.Observations[6..9], rows.NextObservations[6..9]);
        Assert.Equal([4.5f, 4.75f, 5f], rows.NextObservations[12..15]);
        Assert.Equal((2, 2, 1), (hdf5.DroppedRows, hdf5.Returns.Episodes, hdf5.Returns.Unfinished));
    }

    [Theory]
    [InlineData("h5py-minari")]
    [InlineData("h5py-minari/data")]
    [InlineData("h5py-minari/data/main_data.hdf5")]
    public void A_minari_dataset_keeps_every_row_with_its_true_successor(string path)
    {
        var minari = DatasetFile.Load(NpzTests.Path(path), observationDimension: 3, actionDimension: 2);
        var rows = minari.Transitions;
        Assert.Equal([0f, 1f, 2f, 3f, 4f, 5f, 6f], rows.Rewards);
        Assert.Equal([false, false, true, false, false, false, false], rows.Terminals);
        Assert.Equal([false, false, false, false, true, false, false], rows.Timeouts);
        Assert.Equal([50f, 50f, 50f], rows.NextObservations[6..9]);
        Assert.Equal(rows.Observations[12..15], rows.NextObservations[9..12]);
        Assert.Equal([52f, 52f, 52f], rows.NextObservations[18..]);
        Assert.Equal((0, 2, 1), (minari.DroppedRows, minari.Returns.Episodes, minari.Returns.Unfinished));
    }

    /// <summary>The arrays stand side by side in the order in which they are named, each with its own successor.</summary>
    [Fact]
    public void A_dictionary_of_minari_is_joined_as_its_arrays_are_named()
    {
        var options = new LogOptions
        {
            ObservationDimension = 5,
            ObservationKeys = ["observations/achieved_goal", "observations/observation", "observations/desired_goal"],
        };
        var rows = DatasetFile.Load(NpzTests.Path("h5py-goals.hdf5"), options).Transitions;
        Assert.Equal([0.25f, 0.5f, 0.75f, -1, -1, 1.25f, 1.5f, 1.75f, -1, -1, 10.25f, 10.5f, 10.75f, -2, -2], rows.Observations);
        Assert.Equal([1.25f, 1.5f, 1.75f, -1, -1, 2.25f, 2.5f, 2.75f, -1, -1, 11.25f, 11.5f, 11.75f, -2, -2], rows.NextObservations);
        Assert.Equal([false, true, true], rows.Timeouts);
    }

    [Theory]
    [InlineData("h5py-goals.hdf5", null, "'episode_0/observations' is a group of several arrays (a dictionary or tuple space), expected one array: join them into one vector per row, observations with 'awac dataset import --observation-keys'")]
    [InlineData("h5py-goals.hdf5", "observations/observation,observations/goal", "'episode_0' lacks the array 'observations/goal'")]
    [InlineData("h5py-goals.hdf5", "observations/observation,actions", "'episode_0/actions' has 2 rows, expected 3")]
    [InlineData("h5py-d4rl.hdf5", "observations,infos/goal", "it lacks the key 'infos/goal', which --observation-keys names")]
    [InlineData("h5py-d4rl.hdf5", "observations,rewards", "'rewards' has shape [7], expected two dimensions and as many rows as 'observations' has, 7")]
    [InlineData("h5py-d4rl.hdf5", "observations,infos", "'infos' is a group of several arrays")]
    [InlineData("pickle-rlkit.npy", "observations", "it is a pickle, whose observations are one array")]
    public void Arrays_that_do_not_make_an_observation_are_refused_by_name(string file, string? keys, string expected) =>
        Refuse(NpzTests.Path(file), expected, new LogOptions { ObservationKeys = keys?.Split(',') });

    /// <summary>What stands beside the observations of D4RL's files has the same rows; successors then are those of the following rows.</summary>
    [Fact]
    public void Arrays_of_a_d4rl_file_are_joined_wherever_they_are()
    {
        var options = new LogOptions { ObservationKeys = ["infos/qpos", "observations"] };
        var joined = DatasetFile.Load(NpzTests.Path("h5py-d4rl.hdf5"), options).Transitions;
        var alone = DatasetFile.Load(NpzTests.Path("h5py-d4rl.hdf5")).Transitions;
        Assert.Equal((12, alone.Count), (joined.ObservationDimension, joined.Count));
        for (var row = 0; row < alone.Count; row++)
        {
            Assert.Equal([.. new float[9], .. alone.Observations[(3 * row)..(3 * row + 3)]], joined.Observations[(12 * row)..(12 * row + 12)]);
            Assert.Equal([.. new float[9], .. alone.NextObservations[(3 * row)..(3 * row + 3)]], joined.NextObservations[(12 * row)..(12 * row + 12)]);
        }
    }

    [Theory]
    [InlineData("dictionary", "'observations' is a group of several arrays")]
    [InlineData("text", "'rewards' holds text, objects or records, expected plain numbers")]
    [InlineData("short", "'actions' has 3 rows but 'rewards' has 7")]
    [InlineData("flat", "'observations' has shape [7], expected two dimensions")]
    [InlineData("foreign", "it is an HDF5 file of another kind")]
    [InlineData("link-old", "it is an HDF5 file of another kind")]
    [InlineData("link-new", "its HDF5 groups have symbolic or external links, which are not followed")]
    public void Hdf5_files_that_cannot_be_used_are_refused_by_name(string file, string expected) =>
        Refuse(NpzTests.Path($"h5py-refused-{file}.hdf5"), expected);

    [Fact]
    public void A_file_cut_anywhere_is_refused_and_never_crashes()
    {
        var whole = File.ReadAllBytes(NpzTests.Path("h5py-d4rl.hdf5"));
        var cut = Path.Combine(folder, "cut.hdf5");
        for (var length = 8; length < whole.Length; length += 997)
        {
            File.WriteAllBytes(cut, whole[..length]);
            Refuse(cut, "cut short or damaged");
        }
    }

    [Fact]
    public void Compressed_data_that_are_damaged_are_refused_with_the_arrays_name()
    {
        var bytes = File.ReadAllBytes(NpzTests.Path("h5py-d4rl.hdf5"));
        var deflated = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x78, 0x5E]); // where the first compressed chunk begins
        Assert.True(deflated > 0);
        bytes.AsSpan(deflated, 8).Fill(0xFF);
        var path = Path.Combine(folder, "damaged.hdf5");
        File.WriteAllBytes(path, bytes);
        Refuse(path, "cannot be read: it is cut short or damaged");
    }

    /// <summary>A length that the file has no room for, a sum that is wrong, a filter that was left out: none of it is believed.</summary>
    [Theory]
    [InlineData("h5py-d4rl.hdf5", "HEAP", 11, "cut short or damaged")] // bytes of the names
    [InlineData("h5py-d4rl.hdf5", "TREE\u0001", 27, "cut short or damaged")] // bytes of a chunk
    [InlineData("h5py-d4rl.hdf5", "TREE\u0001", 28, "cut short or damaged")] // filters that a chunk left out
    [InlineData("h5py-minari/data/main_data.hdf5", "OHDR", 40, "cut short or damaged")]
    public void A_structure_that_contradicts_itself_is_refused_before_memory_is_taken(string file, string structure, int at, string expected)
    {
        var bytes = File.ReadAllBytes(NpzTests.Path(file));
        var found = bytes.AsSpan().IndexOf(System.Text.Encoding.Latin1.GetBytes(structure));
        Assert.True(found > 0);
        bytes[found + at] ^= 0x41;
        var path = Path.Combine(folder, "damaged.hdf5");
        File.WriteAllBytes(path, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refuse(path, expected);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 50_000_000);
    }

    [Theory]
    [InlineData("h5py-stored.hdf5")]
    [InlineData("h5py-stored-latest.hdf5")]
    public void Every_type_and_layout_holds_the_same_numbers(string file)
    {
        using var root = Hdf5Group.OpenFile(NpzTests.Path(file));
        float[] expected = [.. Enumerable.Range(0, 14), 100];
        var (arrays, numbers) = (0, new float[15]);
        foreach (var group in root.FirstNames(2).Select(root.OpenGroup))
        {
            foreach (var name in group.FirstNames(64))
            {
                using var array = group.OpenDataset(name);
                array.Read(0, numbers.AsSpan(0, 3));
                array.Read(1, numbers.AsSpan(3));
                Assert.Equal(array.Type.StartsWith('u') ? expected : expected.Select(x => -x), numbers);
                Assert.Equal([5L, 3L], array.Shape);
                arrays++;
            }
        }

        Assert.Equal(28, arrays);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(2048)]
    public void A_file_is_recognised_by_its_content_also_behind_a_foreign_preamble(int preamble)
    {
        var path = Path.Combine(folder, "no-extension");
        File.WriteAllBytes(path, [.. new byte[preamble], .. File.ReadAllBytes(NpzTests.Path("h5py-d4rl.hdf5"))]);
        Assert.Equal(5, DatasetFile.Load(path).Count);
    }

    [Fact]
    public void A_folder_without_minaris_file_is_refused() => Refuse(folder, "whose folder has the file data/main_data.hdf5");

    [Theory]
    [InlineData("actions", 3, 2, "'episode_1/observations' has 3 rows, expected 4: one more than 'episode_1/actions' has")]
    [InlineData("rewards", 1, 0, "'episode_1/rewards' has 1 rows but 'episode_1/actions' has 2")]
    [InlineData("observations", 3, 4, "'episode_1/observations' has 4 numbers per row, but 'episode_0/observations' has 3")]
    [InlineData("truncations", 0, -1, "'episode_1' lacks the array 'truncations'")]
    public void Minari_episodes_that_do_not_fit_together_are_refused_by_name(string key, int rows, int width, string expected)
    {
        var path = Path.Combine(folder, "main_data.hdf5");
        using (var writer = new Hdf5Writer(path))
        {
            WriteEpisode(writer, 0, "", 0, 0);
            WriteEpisode(writer, 1, key, rows, width);
        }

        Refuse(path, expected);
    }

    [Fact]
    public void Minari_rewards_and_flags_may_be_columns_of_one_number()
    {
        var path = Path.Combine(folder, "main_data.hdf5");
        using (var writer = new Hdf5Writer(path))
        {
            WriteEpisode(writer, 0, "rewards", 2, 1);
            WriteEpisode(writer, 1, "truncations", 2, 1);
            WriteEpisode(writer, 2, "terminations", 2, 1);
        }

        Assert.Equal(6, DatasetFile.Load(path).Count);
    }

    [Theory]
    [InlineData("obs", "acts", "rews", "terminated", "truncated")]
    [InlineData("observations", "actions", "rewards", "terminals", "dones")]
    public void Other_names_are_read_from_hdf5_as_well(params string[] names)
    {
        var path = Path.Combine(folder, "log.hdf5");
        WriteFlat(path, names);
        Assert.Equal([1f, 2, 4], DatasetFile.Load(path).Transitions.Rewards);
        WriteFlat(path, [.. names, names[0] == "obs" ? "observation" : "obs"]);
        Refuse(path, "are two names of the same array");
    }

    [Fact]
    public void Bounds_of_actions_are_read_from_hdf5_as_well()
    {
        var path = Path.Combine(folder, "log.hdf5");
        WriteFlat(path, ["observations", "actions", "rewards", "terminals", "timeouts"], bounds: true);
        Assert.Equal([0.25f, 0.5f, 0f], DatasetFile.Load(path).Transitions.Actions);
    }

    [Theory]
    [InlineData("""{"type": "Box", "dtype": "float32", "shape": [2], "low": [-2.0, -1.0], "high": [2.0, 1.0]}""", ActionUnits.Environment)]
    [InlineData("""{"type": "Box", "dtype": "float32", "shape": [2], "low": [-1.0, -1.0], "high": [1.0, 1.0]}""", ActionUnits.Unit)]
    [InlineData("""{"type": "Box", "dtype": "float32", "shape": [2], "low": [-Infinity, -1.0], "high": [Infinity, 1.0]}""", ActionUnits.Auto)]
    [InlineData("""{"type": "MultiDiscrete", "nvec": [2, 2]}""", ActionUnits.Auto)]
    public void Minaris_action_space_is_taken_for_what_it_says(string space, ActionUnits expected)
    {
        File.Copy(NpzTests.Path("h5py-minari/data/main_data.hdf5"), Path.Combine(folder, "main_data.hdf5"));
        File.WriteAllText(Path.Combine(folder, "metadata.json"), System.Text.Json.JsonSerializer.Serialize(new { action_space = space }));
        Assert.Equal(expected, DatasetFile.Read(folder, new(), null, default).Findings.Actions.Units);
    }

    [Fact]
    public void A_missing_minari_episode_is_refused_by_number()
    {
        var path = Path.Combine(folder, "main_data.hdf5");
        using (var writer = new Hdf5Writer(path))
        {
            WriteEpisode(writer, 0, "", 0, 0);
            WriteEpisode(writer, 2, "", 0, 0);
        }

        Refuse(path, "the group 'episode_1' is missing");
    }

    [Theory]
    [InlineData("""{"total_episodes": 4}""", "promises 4 episodes but the data hold 3")]
    [InlineData("""{"total_steps": 8}""", "promises 8 steps but the data hold 7")]
    [InlineData("""{"total_steps": """, "its metadata.json is damaged")]
    [InlineData("[]", "its metadata.json is damaged")]
    public void Minari_metadata_that_contradict_the_data_are_refused(string metadata, string expected)
    {
        File.Copy(NpzTests.Path("h5py-minari/data/main_data.hdf5"), Path.Combine(folder, "main_data.hdf5"));
        File.WriteAllText(Path.Combine(folder, "metadata.json"), metadata);
        Refuse(folder, expected);
    }

    [Fact]
    public void A_minari_episode_without_an_end_flag_is_timed_out_unless_it_is_the_last()
    {
        var path = Path.Combine(folder, "main_data.hdf5");
        using (var writer = new Hdf5Writer(path))
        {
            for (var episode = 0; episode < 3; episode++)
            {
                WriteEpisode(writer, episode, "", 0, 0);
            }
        }

        Assert.Equal([false, true, false, true, false, false], DatasetFile.Load(path).Transitions.Timeouts);
    }

    private static void WriteEpisode(Hdf5Writer writer, int number, string key, int rows, int width)
    {
        using var group = writer.AddGroup($"episode_{number}");
        foreach (var (name, usualRows, usualWidth) in
            new[] { ("observations", 3, 3), ("actions", 2, 2), ("rewards", 2, 0), ("terminations", 2, 0), ("truncations", 2, 0) })
        {
            var (n, w) = name == key ? (rows, width) : (usualRows, usualWidth);
            if (w >= 0)
            {
                group.Add(name, new float[n * Math.Max(w, 1)], w);
            }
        }
    }

    /// <summary>Five rows of two episodes, of which the first is timed out.</summary>
    private static void WriteFlat(string path, string[] names, bool bounds = false)
    {
        File.Delete(path);
        using var writer = new Hdf5Writer(path);
        using var root = writer.AddGroup(".unused");
        root.Add($"/{names[0]}", new float[] { 1, 2, 3, 4, 5 }, 1);
        root.Add($"/{names[1]}", new float[] { 0.5f, 1, 0, 0, 0 }, 1);
        root.Add($"/{names[2]}", new float[] { 1, 2, 3, 4, 5 });
        root.Add($"/{names[3]}", new bool[5]);
        root.Add($"/{names[4]}", new[] { false, false, true, false, false });
        foreach (var name in names.Skip(5))
        {
            root.Add($"/{name}", new float[5], 1);
        }

        if (bounds)
        {
            root.Add("/action_low", new[] { -2f });
            root.Add("/action_high", new[] { 2f });
        }
    }

    private static void Refuse(string path, string expected, LogOptions? options = null)
    {
        var message = Assert.Throws<DatasetException>(() => DatasetFile.Load(path, options ?? new())).Message;
        Assert.Contains(path, message);
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }
}
