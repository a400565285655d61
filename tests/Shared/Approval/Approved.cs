namespace AwacAkka.Tests.Shared.Approval;

/// <summary>
/// Text files of the repository that show what others build on. A change to what they show is a change to them, so that it is seen in review
/// and not made by accident.
/// </summary>
public static class Approved
{
    /// <summary>Makes the tests write the files anew instead of comparing.</summary>
    public const string Variable = "AWAC_WRITE_APPROVED";

    private const string Ending = ".txt";

    /// <summary>Holds texts against the files of a folder: one per name, and no file more.</summary>
    /// <param name="folder">The folder, which holds nothing else.</param>
    /// <param name="texts">What the build shows, by the file's name without its ending.</param>
    public static void Hold(string folder, IReadOnlyDictionary<string, string> texts)
    {
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            Write(folder, texts);
            return;
        }

        var known = Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Ending).Select(file => Path.GetFileNameWithoutExtension(file)) : [];
        string[] problems =
        [
            .. known.Except(texts.Keys).Order(StringComparer.Ordinal).Select(name => $"{name}: approved, but no longer there"),
            .. texts.OrderBy(text => text.Key, StringComparer.Ordinal).Select(text => Problem(folder, text.Key, text.Value)).OfType<string>(),
        ];
        Assert.True(
            problems.Length == 0,
            $"{string.Join('\n', problems)}\nIf that is meant, run this test with {Variable}=1, look at the difference of {folder} and commit it.");
    }

    private static void Write(string folder, IReadOnlyDictionary<string, string> texts)
    {
        Directory.CreateDirectory(folder);
        Array.ForEach(Directory.GetFiles(folder, "*" + Ending), File.Delete);
        foreach (var (name, text) in texts)
        {
            File.WriteAllText(Path.Combine(folder, name + Ending), text);
        }
    }

    /// <summary>The first line that differs; null where none does.</summary>
    private static string? Problem(string folder, string name, string text)
    {
        var file = Path.Combine(folder, name + Ending);
        if (!File.Exists(file))
        {
            return $"{name}: new, and not approved";
        }

        var (expected, actual) = (File.ReadAllText(file).Split('\n'), text.Split('\n'));
        for (var line = 0; line < Math.Max(expected.Length, actual.Length); line++)
        {
            var (approved, shown) = (expected.ElementAtOrDefault(line), actual.ElementAtOrDefault(line));
            if (approved != shown)
            {
                return $"{name}, line {line + 1}: approved is\n    {approved ?? "the end"}\n  and there is\n    {shown ?? "the end"}";
            }
        }

        return null;
    }
}
