using System.Text.RegularExpressions;

namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>A page in docs/algorithms ends with the values that the program has for its presets.</summary>
public partial class AlgorithmPageTests
{
    public static TheoryData<string> Pages =>
        [.. Repository.Pages.Where(page => page.StartsWith("docs/algorithms/", StringComparison.Ordinal) && Mark().IsMatch(File.ReadAllText(Repository.In(page))))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Its_values_are_those_of_the_presets(string path)
    {
        var page = File.ReadAllText(Repository.In(path));
        var mark = Mark().Match(page);
        var made = page[..(mark.Index + mark.Length)] + PresetTable.Of(mark.Groups[1].Value, mark.Groups[2].Value.Split(' '));
        if (Repository.WritesPages)
        {
            File.WriteAllText(Repository.In(path), made);
        }
        else
        {
            Assert.True(page == made, $"{path} has other values than the presets: run this test with {Repository.WritePages} to make its table anew");
        }
    }

    [Fact]
    public void The_pages_of_awac_and_sac_have_them() =>
        Assert.Superset(new HashSet<string> { "docs/algorithms/awac.md", "docs/algorithms/sac.md" }, Pages.Select(row => row.Data).ToHashSet());

    [GeneratedRegex(@"<!-- values of (\S+): (.+); CONTRIBUTING\.md says how -->\n")]
    private static partial Regex Mark();
}
