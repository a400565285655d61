using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Tests;

public sealed class DatasetFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("awac-dataset").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_with_next_observations_keeps_every_row()
    {
        var dataset = DatasetFile.Load(NpzTests.Path("numpy-stored.npz"), observationDimension: 3, actionDimension: 2);
        Assert.Equal((7, 3, 2, 0), (dataset.Count, dataset.ObservationDimension, dataset.ActionDimension, dataset.DroppedRows));
        Assert.Equal(dataset.Transitions.Observations.Select(o => o + 1), dataset.Transitions.NextObservations);
        Assert.Equal([false, false, true, false, false, false, false], dataset.Transitions.Terminals);
        Assert.Equal([false, false, false, false, true, false, false], dataset.Transitions.Timeouts);
    }

    [Fact]
    public void Without_next_observations_rows_without_a_successor_are_dropped_and_terminal_rows_kept()
    {
        var dataset = DatasetFile.Load(NpzTests.Path("numpy-deflated.npz"));
        Assert.Equal([0f, 1f, 2f, 3f, 5f], dataset.Transitions.Rewards);
        Assert.Equal(2, dataset.DroppedRows);
        Assert.Equal([false, false, true, false, false], dataset.Transitions.Terminals);
        Assert.Equal([false, false, false, true, false], dataset.Transitions.Timeouts);
        float[] Row(float[] matrix, int row) => matrix[(row * 3)..(row * 3 + 3)];
        Assert.Equal(Row(dataset.Transitions.Observations, 1), Row(dataset.Transitions.NextObservations, 0));
        Assert.Equal(Row(dataset.Transitions.Observations, 2), Row(dataset.Transitions.NextObservations, 2));
        Assert.Equal([3f, 4f, 4f], Row(dataset.Transitions.Observations, 4));
    }

    [Fact]
    public void Returns_count_dropped_rows_and_leave_out_the_unfinished_episode()
    {
        foreach (var file in new[] { "numpy-stored.npz", "numpy-deflated.npz" })
        {
            var returns = DatasetFile.Load(NpzTests.Path(file)).Returns;
            Assert.Equal((2, 1), (returns.Episodes, returns.Unfinished));
            Assert.Equal((5.0, 2.0, 3.0, 7.0), (returns.Mean, returns.StandardDeviation, returns.Minimum, returns.Maximum));
            Assert.Equal(2.5, returns.MeanLength);
        }
    }

    [Fact]
    public void Returns_of_a_log_without_a_finished_episode_are_not_a_number()
    {
        var returns = ReturnStatistics.Of(ReturnStatistics.Split([1f, 2f], [false, false], [false, false]));
        Assert.Equal((0, 1), (returns.Episodes, returns.Unfinished));
        Assert.True(double.IsNaN(returns.Mean));
    }

    [Fact]
    public void Saving_and_loading_keeps_content_hash_and_returns()
    {
        var path = Path.Combine(folder, "copy.npz");
        var original = DatasetFile.Load(NpzTests.Path("numpy-stored.npz"));
        DatasetFile.Save(path, original);
        var copy = DatasetFile.Load(path);
        Assert.Equal(original.ContentHash(), copy.ContentHash());
        Assert.Equal(original.Returns, copy.Returns);
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void The_content_hash_depends_on_every_column()
    {
        var original = DatasetFile.Load(NpzTests.Path("numpy-stored.npz")).Transitions;
        TransitionChunk[] variants =
        [
            original,
            original with { Observations = [.. original.Observations.Select(v => v + 1)] },
            original with { Actions = [.. original.Actions.Select(v => v + 1)] },
            original with { Rewards = [.. original.Rewards.Select(v => v + 1)] },
            original with { NextObservations = original.Observations },
            original with { Terminals = original.Timeouts },
            original with { Timeouts = original.Terminals },
        ];
        Assert.Equal(variants.Length, variants.Select(v => OfflineDataset.Of(v).ContentHash()).Distinct().Count());
    }

    [Fact]
    public void Actions_outside_the_box_are_counted_and_accepted()
    {
        var chunk = TransitionChunk.Allocate(3, 1, 1) with { Actions = [1f, -1.5f, 1.01f] };
        Assert.Equal(2, OfflineDataset.Of(chunk).ActionsOutsideBox());
    }

    [Fact]
    public void A_missing_file_and_a_file_of_another_kind_are_named()
    {
        var missing = Path.Combine(folder, "missing.npz");
        Assert.Contains($"there is no dataset '{missing}'", Refuse(missing));
        var text = Path.Combine(folder, "text.npz");
        File.WriteAllText(text, "observations, actions");
        Assert.Contains("not a complete .npz file", Refuse(text));
        Assert.Contains("cannot be read", Refuse(folder));
    }

    [Theory]
    [InlineData("observations")]
    [InlineData("actions")]
    [InlineData("rewards")]
    [InlineData("terminals")]
    [InlineData("timeouts")]
    public void Missing_keys_wrong_lengths_and_wrong_ranks_name_the_key(string key)
    {
        var arrays = Valid();
        arrays.Remove(key);
        Assert.Contains($"lacks the key '{key}'", Refuse(Write(arrays)));

        arrays = Valid();
        arrays[key] = arrays[key].Shape.Length == 1 ? new([3], new float[3]) : new([3, 2], new float[6]);
        Assert.Contains("has 3", Refuse(Write(arrays)));

        arrays[key] = new([1, 1, 4], new float[4]);
        Assert.Contains($"'{key}' has shape [1, 1, 4]", Refuse(Write(arrays)));
    }

    [Theory]
    [InlineData("observations", float.NaN, "'observations' holds NaN in row 1")]
    [InlineData("actions", float.PositiveInfinity, "'actions' holds an infinite number in row 3")]
    [InlineData("rewards", float.NegativeInfinity, "'rewards' holds an infinite number in row 3")]
    [InlineData("next_observations", float.NaN, "'next_observations' holds NaN in row 1")]
    [InlineData("terminals", 0.5f, "'terminals' holds 0.5 in row 3")]
    public void Numbers_that_are_not_finite_or_no_flags_name_key_and_row(string key, float value, string expected)
    {
        var arrays = Valid();
        ((float[])arrays[key].Data)[3] = value;
        Assert.Contains(expected, Refuse(Write(arrays)));
    }

    [Fact]
    public void Doubles_beyond_single_precision_count_as_infinite()
    {
        var arrays = Valid();
        arrays["rewards"] = new([4], new[] { 0, 1e300, 0, 0 });
        Assert.Contains("'rewards' holds an infinite number in row 1", Refuse(Write(arrays)));
    }

    [Fact]
    public void Keys_and_shapes_are_checked_before_a_body_is_unpacked()
    {
        var arrays = Valid();
        arrays["actions"] = new([3, 1], new float[3]);
        arrays["observations"] = new([4, 2], Enumerable.Repeat(1234.5f, 8).ToArray());
        var path = Write(arrays);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.AsSpan().IndexOf(BitConverter.GetBytes(1234.5f))] ^= 1; // which only the checksum tells
        File.WriteAllBytes(path, bytes);
        Assert.Contains("'actions' has 3 rows but 'rewards' has 4", Refuse(path));
    }

    [Fact]
    public void An_archive_that_unpacks_to_far_more_than_a_log_does_is_refused_unopened()
    {
        var path = Path.Combine(folder, "bomb.npz");
        using (var stream = File.Create(path))
        using (var archive = new System.IO.Compression.ZipArchive(stream, System.IO.Compression.ZipArchiveMode.Create))
        {
            using var body = archive.CreateEntry("rewards.npy").Open();
            body.Write([0x93, .. "NUMPY"u8, 1, 0, 64, 0, .. "{'descr': '<f4', 'fortran_order': False, 'shape': (75000000,)}  "u8]);
            var zeros = new byte[3_000_000];
            for (var i = 0; i < 100; i++)
            {
                body.Write(zeros);
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread(); // of the process they are those of other tests, too
        Assert.Contains("unpack from 0.3 MB to 300 MB, far more than any log does", Refuse(path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Fact]
    public void An_empty_dataset_is_refused()
    {
        var arrays = Valid().Keys.ToDictionary(k => k, _ => new NpyArray([0], Array.Empty<float>()));
        Assert.Contains("it is empty", Refuse(Write(arrays)));
    }

    [Fact]
    public void A_log_in_which_no_row_has_a_successor_is_refused()
    {
        var arrays = Valid();
        arrays.Remove("next_observations");
        arrays["timeouts"] = new([4], new[] { 1f, 1, 1, 1 });
        Assert.Contains("no row has a successor", Refuse(Write(arrays)));
    }

    [Fact]
    public void Dimensions_other_than_the_environments_are_refused()
    {
        var path = Write(Valid());
        Assert.Contains(
            "'observations' has 2 numbers per row, expected 17",
            Assert.Throws<DatasetException>(() => DatasetFile.Load(path, observationDimension: 17)).Message);
        Assert.Contains(
            "'actions' has 1 numbers per row, expected 6",
            Assert.Throws<DatasetException>(() => DatasetFile.Load(path, observationDimension: 2, actionDimension: 6)).Message);
    }

    private static Dictionary<string, NpyArray> Valid() => new()
    {
        ["observations"] = new([4, 2], new float[8]),
        ["actions"] = new([4, 1], new float[4]),
        ["rewards"] = new([4], new float[4]),
        ["terminals"] = new([4], new float[4]),
        ["timeouts"] = new([4], new float[4]),
        ["next_observations"] = new([4, 2], new float[8]),
    };

    private static string Refuse(string path)
    {
        var message = Assert.Throws<DatasetException>(() => DatasetFile.Load(path)).Message;
        Assert.Contains(path, message);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private string Write(IEnumerable<KeyValuePair<string, NpyArray>> arrays)
    {
        var path = Path.Combine(folder, "data.npz");
        using var stream = File.Create(path);
        Npz.Write(stream, arrays);
        return path;
    }
}
