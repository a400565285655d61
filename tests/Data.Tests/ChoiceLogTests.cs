using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Minari;
using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Tests;

/// <summary>Logs of environments whose actions are choices: indices, in one column.</summary>
public sealed class ChoiceLogTests : WrittenLogs
{
    private static readonly float[] Choices = [0, 2, 1, 2, 0, 1];
    private static readonly LogOptions Three = new() { ActionDimension = 1, Task = new LoggedTask("Three-v0", null, 10) { Choices = 3 } };

    [Fact]
    public void Indices_are_kept_as_they_are_whether_a_vector_of_whole_numbers_or_a_matrix_of_one_column()
    {
        var vector = Six();
        vector["actions"] = new([6], Choices);
        var (dataset, findings) = Read(Write(vector, "vector.npz"), Three);
        Assert.Equal(Choices, dataset.Transitions.Actions);
        Assert.Equal((1, false, 0L), (dataset.ActionDimension, dataset.UnitActions, findings.ActionsOutsideBox));
        Assert.Equal("as indices of choices, from 0 to 2: those of Three-v0", findings.Actions.ToString());
        Assert.Equal(dataset.ContentHash(), Read(Write(Six(Choices), "matrix.npz"), Three).Dataset.ContentHash());
    }

    [Theory]
    [InlineData(3, "'actions' holds 3 in row 4, but the actions of Three-v0 are indices of choices, from 0 to 2")]
    [InlineData(-1, "'actions' holds -1 in row 4")]
    [InlineData(0.5f, "'actions' holds 0.5 in row 4")]
    [InlineData(float.NaN, "'actions' holds NaN in row 4")]
    public void What_is_no_index_is_refused_by_its_row(float wrong, string sentence) =>
        Assert.Contains(sentence, Refuse(Write(Six([0, 2, 1, 2, wrong, 1])), Three));

    [Fact]
    public void A_box_units_and_clipping_are_refused()
    {
        var bounded = Six(Choices);
        (bounded["action_low"], bounded["action_high"]) = (new([1], new[] { -1f }), new([1], new[] { 1f }));
        Assert.Contains("it says that its actions are in [-1, 1], but the actions of Three-v0", Refuse(Write(bounded), Three));
        var path = Write(Six(Choices), "plain.npz");
        Assert.Contains("which have no units and cannot be clipped", Refuse(path, Three with { ClipActions = true }));
        Assert.Contains("which have no units and cannot be clipped", Refuse(path, Three with { ActionUnits = ActionUnits.Unit }));
        Assert.Contains("'actions' has 2 numbers per row, expected 1", Refuse(Write(OneHot(), "hot.npz"), Three));
    }

    [Fact]
    public void They_survive_an_import_and_the_way_through_minari_to_the_bit()
    {
        var dataset = Read(Write(Six(Choices)), Three).Dataset;
        Assert.Equal(dataset.ContentHash(), DatasetImport.Run(In("log.npz"), In("imported.npz"), Three, null, null, default).ContentHash);
        Assert.Equal(dataset.ContentHash(), Read(In("imported.npz"), Three).Dataset.ContentHash());
        using (var folder = NewOutput.Claim(In("minari")))
        {
            MinariFile.SaveChoices(folder, dataset, "three-v0", 3);
        }

        var metadata = File.ReadAllText(Path.Combine(In("minari"), "data", "metadata.json"));
        Assert.Contains("Discrete", metadata);
        Assert.Equal(dataset.ContentHash(), Read(In("minari"), Three).Dataset.ContentHash());
    }

    private static Dictionary<string, NpyArray> OneHot()
    {
        var arrays = Six();
        arrays["actions"] = new([6, 2], new float[12]);
        return arrays;
    }
}
