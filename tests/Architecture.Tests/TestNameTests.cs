using System.Text.RegularExpressions;

namespace AwacAkka.Architecture.Tests;

/// <summary>A test's name is a sentence, with underscores for spaces: that is how reports read best.</summary>
public sealed partial class TestNameTests
{
    [Fact]
    public void Every_test_is_a_sentence()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(SourceFiles.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split('/').Any(folder => folder is "obj" or "bin"))
            .SelectMany(file => Test().Matches(File.ReadAllText(file)).Select(found => found.Groups[1].Value))
            .ToArray();
        Assert.True(tests.Length > 500, $"only {tests.Length} tests were found");
        Assert.DoesNotContain(tests, name => !name.Contains('_') || !char.IsAsciiLetterUpper(name[0]));
    }

    [GeneratedRegex(@"^    \[(?:Fact|Theory)\b[^\n]*\n(?:    [\[ ][^\n]*\n)*?    public (?:async )?(?:void|Task|ValueTask) (\w+)\(", RegexOptions.Multiline)]
    private static partial Regex Test();
}
