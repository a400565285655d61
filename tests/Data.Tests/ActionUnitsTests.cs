using System.Text.RegularExpressions;
using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Minari;
using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Tests;

/// <summary>What the numbers of a log's actions mean: by the user's word, the file's, or their range.</summary>
public sealed class ActionUnitsTests : WrittenLogs
{
    private static readonly float[] Torques = [-2, -1, 0, 0.5f, 1, 2];
    private static readonly float[] Halves = [-1, -0.5f, 0, 0.25f, 0.5f, 1];
    private static readonly ActionBox Two = new([-2], [2]);

    [Fact]
    public void Numbers_beyond_the_unit_box_that_fit_the_environments_are_scaled_from_it()
    {
        var (dataset, findings) = Read(Write(Six(Torques)), Of(Two));
        Assert.Equal(Halves, dataset.Transitions.Actions);
        Assert.Equal((ActionUnits.Environment, false, 0L), (findings.Actions.Units, findings.Actions.Guessed, findings.ActionsOutsideBox));
        Assert.Contains("[-2, 2], scaled to [-1, 1]: the numbers reach from -2 to 2", findings.Actions.ToString());
    }

    [Fact]
    public void What_is_learned_from_has_one_hash_in_whichever_units_it_was_logged()
    {
        var unit = Read(Write(Six(Halves), "unit.npz"), Of(Two)).Dataset;
        Assert.Equal(unit.ContentHash(), Read(Write(Six(Torques), "torques.npz"), Of(Two)).Dataset.ContentHash());
        Assert.Equal(unit.ContentHash(), Read(In("unit.npz")).Dataset.ContentHash());
    }

    [Fact]
    public void A_box_that_is_not_even_is_scaled_number_by_number()
    {
        var arrays = Six();
        arrays["actions"] = new([6, 2], new float[] { 0, -0.4f, 10, 0.4f, 5, 0, 2.5f, 0.2f, 7.5f, -0.2f, 10, 0 });
        var dataset = Read(Write(arrays), Of(new ActionBox([0, -0.4], [10, 0.4]))).Dataset;
        Assert.All(dataset.Transitions.Actions.Zip([-1f, -1, 1, 1, 0, 0, -0.5f, 0.5f, 0.5f, -0.5f, 1, 0]), a => Assert.Equal(a.Second, a.First, 1e-6f));
    }

    [Fact]
    public void Numbers_within_both_boxes_keep_the_meaning_that_they_had_and_are_called_a_guess()
    {
        var (dataset, findings) = Read(Write(Six(Halves)), Of(Two));
        Assert.Equal(Halves, dataset.Transitions.Actions);
        Assert.Equal((ActionUnits.Unit, true), (findings.Actions.Units, findings.Actions.Guessed));
    }

    [Fact]
    public void Numbers_beyond_a_small_box_but_within_the_unit_one_are_no_guess()
    {
        var (dataset, findings) = Read(Write(Six(Halves)), Of(new ActionBox([-0.4], [0.4])));
        Assert.Equal(Halves, dataset.Transitions.Actions);
        Assert.Equal((ActionUnits.Unit, false), (findings.Actions.Units, findings.Actions.Guessed));
    }

    [Fact]
    public void Nothing_changes_where_the_environments_box_is_the_unit_box()
    {
        var (dataset, findings) = Read(Write(Six(Torques)), Of(ActionBox.Unit(1)));
        Assert.Equal(Torques, dataset.Transitions.Actions);
        Assert.Equal((ActionUnits.Unit, false, 2L), (findings.Actions.Units, findings.Actions.Guessed, findings.ActionsOutsideBox));
    }

    [Fact]
    public void Numbers_that_fit_neither_box_are_refused_unless_they_are_to_be_clipped()
    {
        var path = Write(Six(-2, -1, 0, 0.5f, 1, 5));
        Assert.Contains("reach from -2 to 5, which fits neither [-2, 2], the box of Rig-v0, nor [-1, 1]", Refuse(path, Of(Two)));
        var summary = DatasetImport.Run(path, In("clipped.npz"), Of(Two) with { ClipActions = true }, null, null, default);
        Assert.Equal((ActionUnits.Environment, 1L), (summary.Findings.Actions.Units, summary.Findings.ActionsOutsideBox));
        Assert.Equal(Halves, DatasetFile.Load(In("clipped.npz")).Transitions.Actions);
    }

    [Fact]
    public void Rounding_at_the_bounds_is_no_other_unit()
    {
        var (_, findings) = Read(Write(Six(-1.00001f, 0, 0, 0, 0, 1.00001f)), Of(Two));
        Assert.Equal(ActionUnits.Unit, findings.Actions.Units);
        Assert.Equal(ActionUnits.Environment, Read(Write(Six(-2.00001f, 0, 0, 0, 0, 2), "two.npz"), Of(Two)).Findings.Actions.Units);
    }

    [Theory]
    [InlineData(ActionUnits.Environment, 0.25f)]
    [InlineData(ActionUnits.Unit, 0.5f)]
    public void The_users_word_counts_more_than_range_and_file(ActionUnits units, float expected)
    {
        var arrays = Six(0.5f, 0, 0, 0, 0, 0);
        Assert.Equal(expected, Read(Write(arrays), Of(Two) with { ActionUnits = units }).Dataset.Transitions.Actions[0]);
        arrays["action_low"] = new([1], new[] { units == ActionUnits.Unit ? -2f : -1f });
        arrays["action_high"] = new([1], new[] { units == ActionUnits.Unit ? 2f : 1f });
        Assert.Equal(expected, Read(Write(arrays), Of(Two) with { ActionUnits = units }).Dataset.Transitions.Actions[0]);
    }

    [Theory]
    [InlineData(-2f, 2f, 0.25f)]
    [InlineData(-1f, 1f, 0.5f)]
    public void The_bounds_that_a_file_states_decide_where_the_range_could_be_either(float low, float high, float expected)
    {
        var arrays = Six(0.5f, 0, 0, 0, 0, 0);
        arrays["action_low"] = new([1], new[] { low });
        arrays["action_high"] = new([1], new[] { high });
        foreach (var options in new[] { new LogOptions(), Of(Two) })
        {
            var (dataset, findings) = Read(Write(arrays), options);
            Assert.Equal(expected, dataset.Transitions.Actions[0]);
            Assert.False(findings.Actions.Guessed);
            Assert.True(dataset.UnitActions);
        }
    }

    [Fact]
    public void Bounds_that_are_neither_the_environments_nor_the_unit_ones_are_refused_as_impossible_ones_are()
    {
        var arrays = Six();
        arrays["action_low"] = new([1], new[] { -3f });
        Assert.Contains("lacks the key 'action_high'", Refuse(Write(arrays), Of(Two)));
        arrays["action_high"] = new([1], new[] { 3f });
        Assert.Contains("its actions are in [-3, 3], which is neither [-2, 2], the box of Rig-v0, nor [-1, 1]", Refuse(Write(arrays), Of(Two)));
        arrays["action_high"] = new([1], new[] { -3f });
        Assert.Contains("a lower is not below the upper", Refuse(Write(arrays), Of(Two)));
        arrays["action_low"] = arrays["action_high"] = new([2], new[] { 1f, 2f });
        Assert.Contains("is not below", Refuse(Write(arrays)));
        arrays["action_low"] = new([2], new[] { 0f, 1f });
        Assert.Contains("2 bounds of actions, but 'actions' has 1", Refuse(Write(arrays)));
    }

    [Fact]
    public void Without_environment_and_statement_the_units_stay_unknown_and_clipping_is_refused()
    {
        var path = Write(Six(Torques));
        var (dataset, findings) = Read(path);
        Assert.Equal((ActionUnits.Auto, false), (findings.Actions.Units, dataset.UnitActions));
        Assert.Equal(Torques, dataset.Transitions.Actions);
        Assert.Contains("cannot be clipped while their units are not known", Refuse(path, new LogOptions { ClipActions = true }));
        Assert.Contains("name it with --environment", Refuse(path, new LogOptions { ActionUnits = ActionUnits.Environment }));
    }

    [Fact]
    public void All_that_is_written_says_its_units_or_nothing_where_they_are_not_known()
    {
        DatasetFile.Save(In("known.npz"), Read(Write(Six(Torques)), Of(Two)).Dataset);
        DatasetImport.Run(In("log.npz"), In("imported.npz"), Of(Two), null, null, default);
        DatasetFile.Save(In("unknown.npz"), Read(In("log.npz")).Dataset);
        DatasetImport.Run(In("log.npz"), In("kept.npz"), new(), null, null, default);
        string[] Bounds(string name)
        {
            using var stream = File.OpenRead(In(name));
            return [.. Npz.Names(stream).Where(n => n.StartsWith("action_", StringComparison.Ordinal))];
        }

        Assert.Equal(["action_low", "action_high"], Bounds("known.npz"));
        Assert.Equal(["action_low", "action_high"], Bounds("imported.npz"));
        Assert.Empty(Bounds("unknown.npz"));
        Assert.Empty(Bounds("kept.npz"));

        // Read for the environment once more they are not scaled twice.
        Assert.Equal(Halves, Read(In("known.npz"), Of(Two)).Dataset.Transitions.Actions);
        Assert.False(Read(In("known.npz"), Of(Two)).Findings.Actions.Guessed);
        Assert.Equal(Halves, Read(In("kept.npz"), Of(Two)).Dataset.Transitions.Actions);
    }

    [Fact]
    public void Minaris_action_space_says_the_units_on_the_way_out_and_in()
    {
        var dataset = Read(Write(Six(Torques)), Of(Two)).Dataset;
        MinariFile.Save(In("own"), dataset, "a-v0", Two);
        MinariFile.Save(In("unit"), dataset, "a-v0");
        MinariFile.Save(In("unknown"), Read(In("log.npz")).Dataset, "a-v0");
        Assert.Equal(("[-2.0]", "[2.0]"), Space("own"));
        Assert.Equal(("[-1.0]", "[1.0]"), Space("unit"));
        Assert.Equal(("[-Infinity]", "[Infinity]"), Space("unknown"));
        foreach (var (name, options) in new[] { ("own", Of(Two)), ("own", new()), ("unit", Of(Two)), ("unit", new()), ("unknown", Of(Two)) })
        {
            Assert.Equal(Halves, Read(In(name), options).Dataset.Transitions.Actions);
        }

        Assert.Equal(ActionUnits.Auto, Read(In("unknown")).Findings.Actions.Units);
    }

    [Fact]
    public void Datasets_of_known_and_of_unknown_units_are_not_joined()
    {
        var known = Read(Write(Six(Torques)), Of(Two)).Dataset;
        var unknown = Read(In("log.npz")).Dataset;
        Assert.Contains("units of actions are known of some", Assert.Throws<DatasetException>(() => OfflineDataset.Join([known, unknown])).Message);
        Assert.False(OfflineDataset.Join([unknown, unknown]).UnitActions);
        Assert.True(OfflineDataset.Join([known, known]).UnitActions);
    }

    private static LogOptions Of(ActionBox box) => new() { Task = new LoggedTask("Rig-v0", box, null) };

    private (string Low, string High) Space(string folder)
    {
        var text = File.ReadAllText(In($"{folder}/data/metadata.json")).Replace("\\u0022", "\"", StringComparison.Ordinal);
        var space = Regex.Match(text, "\"action_space\":.*?\"low\": (\\[.*?\\]), \"high\": (\\[.*?\\])");
        return (space.Groups[1].Value, space.Groups[2].Value);
    }
}
