using Akka.Configuration.Hocon;

namespace AwacAkka.Actors.Configuration;

/// <summary>The keys of a comparison's file, with the file's name for the sentences about them.</summary>
internal sealed class ComparisonKeys
{
    private static readonly string[] Own =
    [
        "name", "entries", "tasks", "seeds", "config", "set", "parallel", "policy", "measure", "evaluation.episodes", "evaluation.seed", "intervals", "resamples",
    ];

    private readonly string file;
    private readonly Dictionary<string, HoconValue> values;

    private ComparisonKeys(string file, string source, Dictionary<string, HoconValue> values) => (this.file, Source, this.values) = (file, source, values);

    /// <summary>The file's text.</summary>
    public string Source { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="RunConfigException">It cannot be read, or is no HOCON.</exception>
    public static ComparisonKeys Read(string file)
    {
        var text = HoconText.Read(file, "comparison");
        var root = HoconText.Parse(text, null, (problem, cause) => new RunConfigException($"the comparison '{file}' is malformed: {problem}", cause));
        var keys = new ComparisonKeys(file, text, HoconText.Flatten(root.Value));
        return HoconText.Misread(root.Value, IsKey) is { } misread ? throw keys.Refusal(misread.Path, misread.Problem) : keys;
    }

    /// <summary>Whether the file has a key.</summary>
    public bool Has(string path) => values.ContainsKey(path);

    /// <summary>A text that must be there.</summary>
    public string Text(string path) => Value(path, ConfigKinds.Text);

    /// <summary>A text or a list of texts; none where the key is not there.</summary>
    public IReadOnlyList<string> Texts(string path) => Has(path) ? Value(path, ConfigKinds.Texts) : [];

    /// <summary>A value that must be there.</summary>
    public T Value<T>(string path, ConfigKind<T> kind) =>
        !values.TryGetValue(path, out var value) ? throw Refusal(path, $"is missing, expected {kind.Expected}")
        : kind.Read(value) is { Success: true } read ? read.Value
        : throw Refusal(path, $"is {HoconText.Describe(value)}, expected {kind.Expected}");

    /// <summary>A value, or another where the key is not there.</summary>
    public T Value<T>(string path, ConfigKind<T> kind, T otherwise) => Has(path) ? Value(path, kind) : otherwise;

    /// <summary>The full path of a file that must be there: relative to the current directory, or else to the comparison's file.</summary>
    public string File(string path)
    {
        var text = Text(path);
        if (PathText.Problem(text) is { } problem)
        {
            throw Refusal(path, problem);
        }

        var here = Path.GetFullPath(text);
        var beside = Path.GetFullPath(text, Path.GetDirectoryName(Path.GetFullPath(file))!);
        return System.IO.File.Exists(here) ? here
            : System.IO.File.Exists(beside) ? beside
            : throw Refusal(path, $"names '{text}', which is no file");
    }

    /// <summary>Refuses keys that mean nothing.</summary>
    /// <param name="entries">Labels that have keys of their own.</param>
    /// <param name="tasks">Names that have.</param>
    public void RefuseUnknown(IReadOnlyList<string> entries, IReadOnlyList<string> tasks)
    {
        string[] known = [.. Own, .. entries.SelectMany(label => new[] { $"entry.{label}.config", $"entry.{label}.set" }), .. tasks.Select(name => $"task.{name}.set")];
        if (values.Keys.FirstOrDefault(path => !known.Contains(path)) is { } unknown)
        {
            throw Unlisted(unknown, "entry.", entries, "entries") ?? Unlisted(unknown, "task.", tasks, "tasks")
                ?? new RunConfigException($"unknown key '{unknown}' in the comparison '{file}'{Spelling.Suggest(unknown, known)}");
        }
    }

    /// <summary>What is wrong with a key.</summary>
    public RunConfigException Refusal(string path, string problem) => new($"{path} in '{file}' {problem}");

    private static bool IsKey(string path) => Own.Contains(path) || path.EndsWith(".set", StringComparison.Ordinal) || path.EndsWith(".config", StringComparison.Ordinal);

    private RunConfigException? Unlisted(string path, string section, IReadOnlyList<string> names, string list)
    {
        var parts = path.Split('.');
        return path.StartsWith(section, StringComparison.Ordinal) && parts.Length > 2 && !names.Contains(parts[1])
            ? Refusal(path, $"is of a name that {list} does not list{Spelling.Suggest(parts[1], names)}")
            : null;
    }
}
