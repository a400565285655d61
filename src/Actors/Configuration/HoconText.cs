using Akka.Configuration.Hocon;

namespace AwacAkka.Actors.Configuration;

/// <summary>Texts in HOCON, read by Akka's parser once it has been made sure that it can be asked: see <see cref="HoconSyntax"/>.</summary>
internal static class HoconText
{
    /// <summary>The text of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kind">What it is to be, for the sentences.</param>
    /// <exception cref="RunConfigException">It is not there, or cannot be read.</exception>
    public static string Read(string file, string kind)
    {
        if (Directory.Exists(file))
        {
            throw new RunConfigException($"the {kind} '{file}' cannot be read: it is a folder; name a file");
        }

        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RunConfigException($"there is no {kind} '{file}'", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunConfigException($"the {kind} '{file}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="include">Gives what it includes; null where it may include nothing.</param>
    /// <param name="refusal">Makes a sentence of what is wrong, a clause, and of its cause.</param>
    /// <exception cref="RunConfigException">Something is wrong with it.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot>? include, Func<string, Exception?, RunConfigException> refusal)
    {
        if (HoconSyntax.Problem(text) is { } problem)
        {
            throw refusal(problem, null);
        }

        include ??= name => throw refusal($"it includes '{name}', but may include nothing: write its keys here", null);
        try
        {
            return SubstitutionCycle.Find(text) is { } path ? throw refusal($"'{path}' is made of itself", null) : Parser.Parse(text, include);
        }
        catch (RunConfigException)
        {
            throw;
        }
        catch (NullReferenceException e)
        {
            throw refusal("the parser can make nothing of it", e); // the exception's own text is about the parser's code
        }
        catch (Exception e)
        {
            throw refusal(e.Message, e); // the parser's exceptions are of several types, some of them not public
        }
    }

    /// <summary>
    /// The same with the value of each substitution in its place. A text that includes this one may set what a substitution stands for, which must
    /// not make a circle of it.
    /// </summary>
    public static HoconRoot WithoutSubstitutions(HoconRoot root) => new(Resolve(root.Value), []);

    /// <summary>The values by path, sections left out.</summary>
    public static Dictionary<string, HoconValue> Flatten(HoconValue root) =>
        Leaves(root, string.Empty).Where(leaf => leaf.Value.GetObject() is null).ToDictionary(leaf => leaf.Path, leaf => leaf.Value);

    /// <summary>
    /// A key of which the parser would read something else than what is written: nothing between braces, which it takes for no value at all, or a list
    /// beside which a text stands, which it leaves out. The problem completes the key's name.
    /// </summary>
    /// <param name="root">What was read.</param>
    /// <param name="isKey">Whether a path is a key's; a section may be empty.</param>
    public static (string Path, string Problem)? Misread(HoconValue root, Func<string, bool> isKey)
    {
        foreach (var (path, value) in Leaves(root, string.Empty))
        {
            if (value.GetObject() is not null)
            {
                if (isKey(path))
                {
                    return (path, "is {}, expected a value");
                }
            }
            else if (value.Values.Exists(element => element.IsArray()) && value.Values.Find(IsWord) is { } word)
            {
                return (path, $"has '{word.GetString()}' beside its list");
            }
        }

        return null;
    }

    /// <summary>A value for the sentences about it.</summary>
    public static string Describe(HoconValue value) =>
        value.Values.Count == 0 ? "nothing"
        : value.IsString() ? $"'{value.GetString()}'"
        : $"[{string.Join(", ", value.GetArray().Select(item => item.IsString() ? $"'{item.GetString()}'" : "..."))}]";

    /// <summary>The values and the empty sections.</summary>
    private static IEnumerable<(string Path, HoconValue Value)> Leaves(HoconValue value, string path) =>
        value.GetObject() is { Items.Count: > 0 } section
            ? section.Items.SelectMany(item => Leaves(item.Value, path.Length == 0 ? item.Key : $"{path}.{item.Key}"))
            : path.Length > 0 ? [(path, value)] : [];

    private static bool IsWord(IHoconElement element) => !element.IsArray() && element.IsString() && !string.IsNullOrWhiteSpace(element.GetString());

    private static HoconValue Resolve(HoconValue value)
    {
        var resolved = new HoconValue();
        foreach (var element in value.Values.SelectMany(Elements))
        {
            resolved.AppendValue(element switch
            {
                HoconObject section => Resolve(section),
                HoconArray list => Resolve(list),
                _ => element,
            });
        }

        return resolved;
    }

    private static HoconObject Resolve(HoconObject section)
    {
        var resolved = new HoconObject();
        foreach (var (name, value) in section.Items)
        {
            resolved.Items[name] = Resolve(value);
        }

        return resolved;
    }

    private static HoconArray Resolve(HoconArray list)
    {
        var resolved = new HoconArray();
        resolved.AddRange(list.Select(Resolve));
        return resolved;
    }

    private static IEnumerable<IHoconElement> Elements(IHoconElement element) =>
        element is HoconSubstitution substitution ? substitution.ResolvedValue.Values.SelectMany(Elements) : [element];
}
