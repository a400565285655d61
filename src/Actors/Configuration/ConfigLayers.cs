using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace AwacAkka.Actors.Configuration;

/// <summary>A value and where it was set, for error messages.</summary>
internal readonly record struct SetValue(HoconValue Value, string Place);

/// <summary>
/// Reads configuration texts into flat (path, value) tables, later layers over earlier ones, and refuses keys that do not exist in
/// the file where they stand.
/// </summary>
internal sealed class ConfigLayers
{
    /// <summary>The place of a value from the command line.</summary>
    public const string OverridePlace = "(from --set)";

    private const string ReferenceName = "reference.conf";
    private const string ReferenceResource = "AwacAkka.reference.conf";
    private readonly Dictionary<string, SetValue> values = [];

    /// <summary>Layers with the embedded reference at the bottom.</summary>
    public ConfigLayers() => Add(ParseReference().Value, ReferenceName);

    /// <summary>The values by path.</summary>
    public IReadOnlyDictionary<string, SetValue> Values => values;

    /// <summary>Adds a file with what it includes: files beside it, or the embedded reference.</summary>
    public void AddFile(string path) => Add(ParseFile(path, []).Value, path);

    /// <summary>Adds a text that was written by this program.</summary>
    public void AddText(string text, string place) => Add(Parse(text, $"'{place}'", null).Value, place);

    /// <summary>Adds one <c>key=value</c> of the command line.</summary>
    public void AddOverride(string assignment)
    {
        var separator = assignment.IndexOf('=', StringComparison.Ordinal);
        if (separator <= 0)
        {
            throw new RunConfigException($"'--set {assignment}' is not of the form --set key=value");
        }

        var key = assignment[..separator].Trim();
        var text = assignment[(separator + 1)..].Trim();
        HoconValue value;
        if (text.StartsWith('['))
        {
            value = ReadList(assignment, text);
        }
        else
        {
            value = new HoconValue();
            value.AppendValue(new HoconLiteral { Value = text });
        }

        RefuseUnknown(key, OverridePlace);
        values[key] = new SetValue(value, OverridePlace);
    }

    private static HoconValue ReadList(string assignment, string text)
    {
        var read = HoconText.Flatten(Parse($"list = {text}", $"--set {assignment}", null).Value);
        return read.Count == 1 && read.TryGetValue("list", out var list) && list.Values is [HoconArray]
            ? list
            : throw new RunConfigException($"'--set {assignment}' has more than one list behind the '=': leave out what follows the list");
    }

    private static HoconRoot ParseReference()
    {
        using var stream = typeof(ConfigLayers).Assembly.GetManifestResourceStream(ReferenceResource)!;
        using var reader = new StreamReader(stream);
        return Parser.Parse(reader.ReadToEnd(), null);
    }

    private static HoconRoot ParseFile(string path, IReadOnlyCollection<string> includers)
    {
        var full = Path.GetFullPath(path);
        if (includers.Contains(full))
        {
            throw new RunConfigException($"the configuration file '{path}' includes itself");
        }

        return Parse(HoconText.Read(path, "configuration file"), $"'{path}'", Include);

        HoconRoot Include(string name)
        {
            var included = Path.Combine(Path.GetDirectoryName(full)!, name);
            if (!File.Exists(included) && name == ReferenceName)
            {
                return ParseReference();
            }

            if (!File.Exists(included))
            {
                throw new RunConfigException($"the configuration file '{path}' includes '{name}', which does not exist");
            }

            var root = ParseFile(included, [.. includers, full]);
            RefuseWrongKeys(root.Value, $"in '{included}'");
            return HoconText.WithoutSubstitutions(root);
        }
    }

    private static HoconRoot Parse(string text, string place, Func<string, HoconRoot>? include) => HoconText.Parse(
        text, include, (problem, cause) => new RunConfigException($"the configuration {place} is malformed: {problem}", cause));

    private static void RefuseWrongKeys(HoconValue root, string place)
    {
        if (HoconText.Misread(root, RunConfigKeys.Paths.Contains) is { } misread)
        {
            throw new RunConfigException($"{misread.Path} {place} {misread.Problem}");
        }

        foreach (var key in HoconText.Flatten(root).Keys)
        {
            RefuseUnknown(key, place);
        }
    }

    private static void RefuseUnknown(string key, string place)
    {
        if (RunConfigKeys.Paths.Contains(key))
        {
            return;
        }

        if (RunConfigKeys.Paths.Any(p => p.StartsWith(key + ".", StringComparison.Ordinal)))
        {
            throw new RunConfigException($"'{key}' {place} is a section of keys and takes no value itself");
        }

        throw new RunConfigException($"unknown configuration key '{key}' {place}{Spelling.Suggest(key, RunConfigKeys.Paths)}");
    }

    private void Add(HoconValue root, string file)
    {
        RefuseWrongKeys(root, $"in '{file}'");
        foreach (var (key, value) in HoconText.Flatten(root))
        {
            values[key] = new SetValue(value, $"in '{file}'");
        }
    }
}
