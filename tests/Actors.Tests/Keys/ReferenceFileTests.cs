using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace AwacAkka.Actors.Tests.Keys;

/// <summary>The keys of algorithms stand in hocon/reference.conf as they stand in code.</summary>
public sealed partial class ReferenceFileTests
{
    private const string Rewrite = "AWAC_WRITE_REFERENCE";

    [Fact]
    public void The_section_on_algorithms_is_what_the_configurations_say()
    {
        var file = Path.GetFullPath(Path.Combine(ThisFolder(), "../../../hocon/reference.conf"));
        var text = File.ReadAllText(file);
        var expected = Section().Replace(text, _ => AlgorithmSection.Text(), 1);
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            File.WriteAllText(file, expected);
            return;
        }

        Assert.True(text == expected, $"hocon/reference.conf does not say what the configurations do: run this test with {Rewrite}=1 and look at the difference");
    }

    [GeneratedRegex(@"^algorithm \{\n(?:.*\n)*?\}\n", RegexOptions.Multiline)]
    private static partial Regex Section();

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
