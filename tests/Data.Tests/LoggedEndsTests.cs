using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Tests;

/// <summary>Where episodes end, under whichever name and in whichever form the field stores it.</summary>
public sealed class LoggedEndsTests : WrittenLogs
{
    private static readonly LogOptions ThreeSteps = new() { Task = new LoggedTask("Rig-v0", null, 3) };
    private static readonly LogOptions NoLimit = new() { Task = new LoggedTask("Free-v0", null, null) };

    [Theory]
    [InlineData("observations", "obs")]
    [InlineData("observations", "observation")]
    [InlineData("actions", "acts")]
    [InlineData("rewards", "rews")]
    [InlineData("terminals", "terminations")]
    [InlineData("terminals", "terminated")]
    [InlineData("timeouts", "truncations")]
    [InlineData("timeouts", "truncated")]
    [InlineData("next_observations", "next_obs")]
    public void Names_of_other_libraries_are_read_and_two_of_one_array_are_refused(string name, string other)
    {
        var arrays = Six();
        var hash = Read(Write(arrays)).Dataset.ContentHash();
        arrays[other] = arrays[name];
        Assert.Contains($"'{name}' and '{other}' are two names of the same array", Refuse(Write(arrays)));
        arrays.Remove(name);
        Assert.Equal(hash, Read(Write(arrays)).Dataset.ContentHash());
    }

    [Theory]
    [InlineData("dones")]
    [InlineData("episode_terminals")]
    public void Ends_of_either_kind_complete_the_kind_that_is_stored(string key)
    {
        var hash = Read(Write(Six())).Dataset.ContentHash();
        foreach (var missing in new[] { "timeouts", "terminals" })
        {
            var arrays = Six();
            arrays.Remove(missing);
            arrays[key] = Flags(2, 5);
            var (dataset, findings) = Read(Write(arrays));
            Assert.Equal(hash, dataset.ContentHash());
            Assert.Contains($"rows that '{key}' ends", findings.EndsNote);
        }
    }

    [Fact]
    public void Ends_of_unknown_kind_are_told_apart_by_the_time_limit_and_refused_without_an_environment()
    {
        var arrays = Six();
        arrays.Remove("terminals");
        arrays.Remove("timeouts");
        arrays["dones"] = Flags(1, 4);
        var path = Write(arrays);
        Assert.Contains("'dones' does not tell a failure from a time limit: name the environment", Refuse(path));
        var (dataset, findings) = Read(path, ThreeSteps);
        Assert.Equal([1], Rows(dataset.Transitions.Terminals));
        Assert.Equal([4], Rows(dataset.Transitions.Timeouts));
        Assert.Contains("1 are at the time limit of Rig-v0, 3 steps, and count as timed out, 1 as terminal", findings.EndsNote);
        Assert.Equal([1, 4], Rows(Read(path, NoLimit).Dataset.Transitions.Terminals));
    }

    [Fact]
    public void Without_timeouts_the_time_limit_cuts_episodes_and_begins_anew_behind_a_terminal()
    {
        var arrays = Six();
        arrays.Remove("timeouts");
        arrays["terminals"] = Flags(1);
        var path = Write(arrays);
        Assert.Contains("lacks the key 'timeouts': name the environment", Refuse(path));
        var (dataset, findings) = Read(path, ThreeSteps);
        Assert.Equal([4], Rows(dataset.Transitions.Timeouts));
        Assert.Equal("'timeouts' are not stored: 1 ends are set by the time limit of Rig-v0, 3 steps, as D4RL does", findings.EndsNote);
        Assert.Empty(Rows(Read(path, NoLimit).Dataset.Transitions.Timeouts));
    }

    [Fact]
    public void Without_timeouts_a_terminal_at_the_time_limit_is_timed_out_and_counted()
    {
        var arrays = Six();
        arrays.Remove("timeouts");
        arrays["terminals"] = Flags(2, 4); // at the limit, and a step before it
        var path = Write(arrays);
        var (dataset, findings) = Read(path, ThreeSteps);
        Assert.Equal("4; 2", Ends(dataset));
        Assert.Equal(
            "'timeouts' are not stored: 1 ends are set by the time limit of Rig-v0, 3 steps, as D4RL does; 1 of them were logged as terminal",
            findings.EndsNote);
        Assert.Equal("2 4; ", Ends(Read(path, NoLimit).Dataset));
        Assert.Equal("2 4; ", Ends(Read(path, ThreeSteps with { KeepTerminalsAtLimit = true }).Dataset)); // as versions up to 0.4 read it
        arrays.Remove("next_observations");
        Assert.Equal([1f, 2, 4, 5], Read(Write(arrays), ThreeSteps).Dataset.Transitions.Rewards); // the timed-out row has no successor
    }

    [Fact]
    public void Terminals_at_the_time_limit_stay_where_timeouts_are_stored_and_are_counted_where_no_row_is_timed_out()
    {
        var arrays = Six();
        Assert.Equal(0, Read(Write(arrays), ThreeSteps).Findings.TerminalsAtLimit.Count);
        arrays["terminals"] = Flags(1, 4, 5);
        arrays["timeouts"] = Flags();
        var (dataset, findings) = Read(Write(arrays), ThreeSteps);
        Assert.Equal("1 4 5; ", Ends(dataset));
        Assert.Equal((new Sightings(1, 4), 3), (findings.TerminalsAtLimit, findings.TimeLimit));
        Assert.Equal(0, Read(Write(arrays), NoLimit).Findings.TerminalsAtLimit.Count);
        Assert.Equal(0, Read(Write(arrays)).Findings.TerminalsAtLimit.Count);
    }

    [Fact]
    public void Episodes_longer_than_the_time_limit_are_counted_with_their_first_row()
    {
        var arrays = Six();
        Assert.Equal(0, Long(arrays, ThreeSteps));
        arrays["timeouts"] = Flags();
        Assert.Equal(0, Long(arrays, ThreeSteps)); // the log ends where the limit would
        arrays["terminals"] = Flags(1);
        Assert.Equal(new Sightings(1, 2), Read(Write(arrays), ThreeSteps).Findings.LongEpisodes); // unfinished, and too long all the same
        arrays["timeouts"] = Flags(5);
        Assert.Equal(new Sightings(1, 2), Read(Write(arrays), ThreeSteps).Findings.LongEpisodes);
        Assert.Equal(0, Long(arrays, NoLimit));
        Assert.Equal(0, Long(arrays, new()));

        long Long(Dictionary<string, NpyArray> log, LogOptions options) => Read(Write(log), options).Findings.LongEpisodes.Count;
    }

    [Fact]
    public void A_missing_array_is_named_with_those_that_are_there()
    {
        var arrays = Six();
        arrays.Remove("actions");
        arrays["torques"] = arrays["rewards"];
        Assert.Contains(
            "it lacks the key 'actions'; it holds next_observations, observations, rewards, terminals, timeouts, torques", Refuse(Write(arrays)));
        arrays = Six();
        arrays.Remove("terminals");
        Assert.Contains("lacks the key 'terminals': store where episodes end; it holds actions", Refuse(Write(arrays), ThreeSteps));
    }

    [Fact]
    public void Terminal_rows_without_a_successor_are_left_out_where_terminals_are_not_masked()
    {
        var arrays = Six();
        arrays.Remove("next_observations");
        var path = Write(arrays);
        var masked = Read(path);
        Assert.Equal([1f, 2, 3, 4, 5], masked.Dataset.Transitions.Rewards);
        Assert.Equal(0, masked.Findings.DroppedTerminals);
        var unmasked = Read(path, new LogOptions { MaskTerminals = false });
        Assert.Equal([1f, 2, 4, 5], unmasked.Dataset.Transitions.Rewards);
        Assert.Equal([1f, 2, 11, 12], unmasked.Dataset.Transitions.NextObservations);
        Assert.Equal("; 1 3", Ends(unmasked.Dataset));
        Assert.Equal((2, 1), (unmasked.Dataset.DroppedRows, unmasked.Findings.DroppedTerminals));

        // An import stores the same rows with their own observation, which does not make it a successor.
        DatasetImport.Run(path, In("imported.npz"), new(), null, null, default);
        var imported = Read(In("imported.npz"), new LogOptions { MaskTerminals = false });
        Assert.Equal(unmasked.Dataset.ContentHash(), imported.Dataset.ContentHash());
        Assert.Equal(1, imported.Findings.DroppedTerminals);
    }

    [Fact]
    public void Terminal_rows_with_a_true_successor_stay_whatever_is_masked()
    {
        var path = Write(Six());
        var unmasked = Read(path, new LogOptions { MaskTerminals = false });
        Assert.Equal(Read(path).Dataset.ContentHash(), unmasked.Dataset.ContentHash());
        Assert.Equal(0, unmasked.Findings.DroppedTerminals);
    }

    [Fact]
    public void Ends_that_stored_successors_disprove_are_counted_with_the_first_row()
    {
        Assert.Equal((0L, 0L), Disproved(Six()));

        var late = Six();
        late["terminals"] = Flags();
        late["timeouts"] = Flags(3); // belongs to row 2
        var found = Read(Write(late)).Findings;
        Assert.Equal(new Sightings(1, 2), found.UnmarkedEnds);
        Assert.Equal(new Sightings(1, 3), found.EarlyEnds);

        var early = Six();
        early["timeouts"] = Flags(4, 5);
        Assert.Equal((0L, 1L), Disproved(early));

        var missing = Six();
        missing["terminals"] = Flags();
        Assert.Equal((1L, 0L), Disproved(missing));

        late.Remove("next_observations");
        Assert.Equal((0L, 0L), Disproved(late)); // nothing can be told
    }

    [Fact]
    public void Numbers_that_never_move_prove_nothing()
    {
        var still = Six();
        still["observations"] = still["next_observations"] = new([6, 1], new float[6]);
        Assert.Equal((0L, 0L), Disproved(still));
    }

    [Fact]
    public void Chosen_columns_make_the_observation_and_its_successor()
    {
        var arrays = Six();
        arrays["observations"] = new([6, 3], Enumerable.Range(0, 18).Select(i => (float)i).ToArray());
        arrays["next_observations"] = new([6, 3], Enumerable.Range(0, 18).Select(i => i + 100f).ToArray());
        var path = Write(arrays);
        var options = new LogOptions { ObservationDimension = 2, ObservationColumns = ColumnRanges.Parse("0,2") };
        var rows = Read(path, options).Dataset.Transitions;
        Assert.Equal([0f, 2, 3, 5, 6, 8], rows.Observations[..6]);
        Assert.Equal([100f, 102, 103, 105], rows.NextObservations[..4]);
        Assert.Contains("'observations' has 3 numbers per row, expected 2", Refuse(path, options with { ObservationColumns = null }));
        Assert.Contains("is '0-3', but 'observations' has 3 numbers per row: columns 0 to 2", Refuse(path, options with { ObservationColumns = ColumnRanges.Parse("0-3") }));
        Assert.Contains("is '1', 1 numbers per row, but the environment has 2", Refuse(path, options with { ObservationColumns = ColumnRanges.Parse("1") }));
    }

    [Theory]
    [InlineData("0-26", 27, 26)]
    [InlineData("0-2, 40", 4, 40)]
    [InlineData("5", 1, 5)]
    [InlineData("3,0-1", 3, 3)]
    public void Columns_are_written_as_ranges(string text, int count, int last)
    {
        var columns = ColumnRanges.Parse(text)!;
        Assert.Equal((count, last), (columns.Columns.Count, columns.Last));
        Assert.Equal(columns, ColumnRanges.Parse(columns.Text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("3-1")]
    [InlineData("0-2,1")]
    [InlineData("-1")]
    [InlineData("1-2-3")]
    [InlineData("0,")]
    [InlineData("a")]
    [InlineData("0-99999999")]
    public void What_is_no_choice_of_columns_is_none(string text) => Assert.Null(ColumnRanges.Parse(text));

    private (long Unmarked, long Early) Disproved(IReadOnlyDictionary<string, NpyArray> arrays)
    {
        var findings = Read(Write(arrays)).Findings;
        return (findings.UnmarkedEnds.Count, findings.EarlyEnds.Count);
    }

    /// <summary>Terminal rows; timed-out rows.</summary>
    private static string Ends(OfflineDataset dataset) =>
        $"{string.Join(' ', Rows(dataset.Transitions.Terminals))}; {string.Join(' ', Rows(dataset.Transitions.Timeouts))}";

    private static int[] Rows(bool[] flags) => [.. Enumerable.Range(0, flags.Length).Where(row => flags[row])];
}
