using System.Text.RegularExpressions;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>docs/environments.md has every environment of the program, with its sizes.</summary>
public partial class EnvironmentPageTests
{
    private static readonly string[] OfTheSample = ["BalanceBeam-v0", "Docking-v0"];

    /// <summary>Ids with what their row says they observe, of how many actions and within which limit.</summary>
    private static readonly Dictionary<string, (int Observed, int Actions, int Limit)> Rows = new Page("docs/environments.md").Prose
        .Select(line => line.Text.Split('|', StringSplitOptions.TrimEntries))
        .Where(cells => cells.Length > 5 && Number().IsMatch(cells[2]))
        .SelectMany(cells => Id().Matches(cells[1]).Select(id => (Id: id.Groups[1].Value, Sizes: (First(cells[2]), First(cells[3]), First(cells[4])))))
        .ToDictionary(row => row.Id, row => row.Sizes);

    public static TheoryData<string> Ids => [.. EnvironmentRegistry.Ids.Except(OfTheSample)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void An_environment_is_on_the_page_with_its_sizes(string id)
    {
        using var environment = EnvironmentRegistry.Make(id);
        var actions = environment.ActionSpace is AwacAkka.Environments.Discrete discrete ? discrete.Count : environment.ActionSpace.Dimension;
        Assert.Equal((environment.ObservationSpace.Dimension, actions, EnvironmentRegistry.Spec(id).TimeLimit), Rows[id]);
    }

    [Fact]
    public void The_page_has_no_other() => Assert.Empty(Rows.Keys.Except(EnvironmentRegistry.Ids));

    private static int First(string cell) => int.Parse(Number().Match(cell).Value, System.Globalization.CultureInfo.InvariantCulture);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Id();

    [GeneratedRegex(@"^\d+")]
    private static partial Regex Number();
}
