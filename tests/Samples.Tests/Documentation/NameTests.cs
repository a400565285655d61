using System.Text.RegularExpressions;

namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>Types, members and files that the pages name are there: a page that speaks of what was renamed misleads.</summary>
public partial class NameTests
{
    private static readonly string[] Folders = ["bench", "build", "docs", "hocon", "policies", "samples", "scripts", "src", "tests"];

    /// <summary>Names of packages' own, which their pages explain.</summary>
    private static readonly string[] Foreign = ["BlockingCollection", "TryTake", "LanguageExt", "RecoveryTimedOutException"];

    private static readonly Lazy<HashSet<string>> Words = new(() =>
    [
        .. new[] { "src", "samples", "bench" }.SelectMany(folder => Directory.EnumerateFiles(Repository.In(folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".conf" && !file.Contains("/obj/", StringComparison.Ordinal))
            .Append(Repository.In("Directory.Build.props"))
            .SelectMany(file => Word().Matches(File.ReadAllText(file)).Select(match => match.Value)),
    ]);

    [Fact]
    public void Every_type_and_member_that_a_page_names_is_in_the_sources()
    {
        string[] unknown = [.. Page.All.SelectMany(page => page.InlineCode).Where(code => Unknown(code.Text) is not null).Select(code => $"{code.Place}: {code.Text}")];
        Assert.True(unknown.Length == 0, string.Join('\n', unknown));
    }

    [Fact]
    public void Every_file_of_the_repository_that_a_page_names_exists()
    {
        string[] missing = [.. Page.All.SelectMany(page => page.InlineCode).Where(code => IsMissing(code.Text)).Select(code => $"{code.Place}: {code.Text}")];
        Assert.True(missing.Length == 0, string.Join('\n', missing));
    }

    [Theory]
    [InlineData("ReplayActor", null)]
    [InlineData("RunPlan.PolicyVersion", null)]
    [InlineData("RunPlan.PolicyVersio", "PolicyVersio")]
    [InlineData("ReplayAktor", "ReplayAktor")]
    [InlineData("SIGSEGV", null)]
    [InlineData("HalfCheetah-v4", null)]
    public void A_name_that_is_not_there_is_found(string code, string? unknown) => Assert.Equal(unknown, Unknown(code));

    [Theory]
    [InlineData("src/Randomness", false)]
    [InlineData("hocon/absent.conf", true)]
    [InlineData("tests/Learning.Tests/Golden/*.safetensors", false)]
    [InlineData("tests/Learning.Tests/Absent/*.safetensors", true)]
    public void A_file_that_is_not_there_is_found(string code, bool missing) => Assert.Equal(missing, IsMissing(code));

    /// <summary>The first part of a name in Pascal case that no source holds; null for other code.</summary>
    private static string? Unknown(string code) =>
        PascalName().IsMatch(code) ? code.Split('.').FirstOrDefault(part => !Words.Value.Contains(part) && !Foreign.Contains(part)) : null;

    private static bool IsMissing(string code) =>
        code.Contains('/', StringComparison.Ordinal) && Folders.Contains(code.Split('/')[0]) && !code.Contains(' ', StringComparison.Ordinal)
        && !code.Contains("/bin/", StringComparison.Ordinal) && !code.Contains("/obj/", StringComparison.Ordinal)
        && !Path.Exists(Repository.In(code.Split('*')[0]));

    [GeneratedRegex(@"^[A-Z]+[a-z]\w*(\.[A-Z]\w*)*$")]
    private static partial Regex PascalName();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
