using System.Text.RegularExpressions;

namespace AwacAkka.Architecture.Tests;

/// <summary>What trains a run or starts a process is marked, so that <c>scripts/test --fast</c> leaves it out.</summary>
public sealed partial class TestLaneTests
{
    private const string Mark = "[Trait(\"Category\", \"Run\")]";

    [Fact]
    public void Tests_that_train_a_run_or_start_a_process_are_marked()
    {
        var marked = 0;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(SourceFiles.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split('/').Any(folder => folder is "obj" or "bin") && !file.EndsWith($"/{nameof(TestLaneTests)}.cs", StringComparison.Ordinal)))
        {
            var text = File.ReadAllText(file);
            if (Test().IsMatch(text) && Sign().Match(text) is { Success: true } sign)
            {
                Assert.True(text.Contains(Mark, StringComparison.Ordinal), $"{Path.GetRelativePath(SourceFiles.Root, file)} has '{sign.Value}': its class needs {Mark}");
                marked++;
            }
        }

        Assert.True(marked > 30, $"only {marked} files were found");
    }

    [GeneratedRegex(@"^    \[(Fact|Theory)\b", RegexOptions.Multiline)]
    private static partial Regex Test();

    [GeneratedRegex(@"\b(TrainAsync|ResumeAsync|ResumeToTheEndAsync|StoppedAsync|GoOnAsync|AwacProcess|KillScenario|RunActor)\b|\bProcess\.Start\(|\bRunAsync\(\s*\[?""(train|resume|fork|verify|replay|compare)""")]
    private static partial Regex Sign();
}
