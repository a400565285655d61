using System.Text.RegularExpressions;

namespace AwacAkka.Architecture.Tests;

/// <summary>
/// Imports stand in the order that <c>dotnet format</c> gives them. It is the one thing of its that neither the build enforces nor its check of
/// whitespace sees, which takes a tenth of the whole check's time.
/// </summary>
public sealed partial class ImportOrderTests
{
    private static readonly string[] Folders = ["src", "tests", "bench", "samples", "build"];

    [Fact]
    public void Imports_are_sorted_with_the_systems_first()
    {
        var files = Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(SourceFiles.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Split('/').Any(part => part is "obj" or "bin")).ToArray();
        Assert.True(files.Length > 500, $"only {files.Length} files were found");
        string[] wrong = [.. files.Where(file => !IsSorted(File.ReadAllText(file))).Select(file => Path.GetRelativePath(SourceFiles.Root, file))];
        Assert.True(wrong.Length == 0, $"'dotnet format' would sort the imports of {string.Join(", ", wrong)}");
    }

    [Theory]
    [InlineData("using System;\nusing System.IO;\nusing Akka;\nusing Akka.Actor;\nusing AwacAkka.Data;\n", true)]
    [InlineData("using Akka;\nusing System;\n", false)]
    [InlineData("using AwacAkka.Data;\nusing Akka.Actor;\n", false)]
    [InlineData("using AwacAkka.Data.Files;\nusing AwacAkka.Data;\n", false)]
    [InlineData("using System.CommandLine.Help;\nusing System.CommandLine;\n", false)]
    public void An_order_that_is_wrong_is_found(string text, bool sorted) => Assert.Equal(sorted, IsSorted(text));

    private static bool IsSorted(string text)
    {
        string[] imports = [.. Import().Matches(text).Select(found => found.Groups[1].Value)];
        return imports.SequenceEqual(imports.OrderBy(name => name.Split('.')[0] == "System" ? 0 : 1).ThenBy(name => name.Replace('.', '\0'), StringComparer.OrdinalIgnoreCase));
    }

    [GeneratedRegex(@"^using ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Import();
}
