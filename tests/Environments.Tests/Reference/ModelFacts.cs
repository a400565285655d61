namespace AwacAkka.Environments.Tests.Reference;

/// <summary>
/// The tables of one file in <c>Models/</c>: what the model of the same name compiled to where its environment was defined. A line
/// <c>@name.part</c> stands for the rows that the file of that name has under the same heading.
/// </summary>
internal sealed class ModelFacts
{
    private const string PartEnding = ".part.md";

    private readonly Dictionary<string, Table> tables = [];

    public ModelFacts(string name)
    {
        using var stream = typeof(ModelFacts).Assembly.GetManifestResourceStream(name + ".md")
            ?? throw new ArgumentException($"There are no facts of the model '{name}'.", nameof(name));
        using var reader = new StreamReader(stream);
        var section = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                section = line[3..];
            }
            else if (line.StartsWith("| ", StringComparison.Ordinal))
            {
                AddRow(section, [.. line.Trim('|').Split('|').Select(cell => cell.Trim())]);
            }
            else if (line.StartsWith('@'))
            {
                tables[section].Rows.AddRange(new ModelFacts(line[1..]).Section(section).Rows);
            }
        }
    }

    /// <summary>The models that there are facts of.</summary>
    public static IEnumerable<string> Names => typeof(ModelFacts).Assembly.GetManifestResourceNames()
        .Where(resource => resource.EndsWith(".md", StringComparison.Ordinal) && !resource.EndsWith(PartEnding, StringComparison.Ordinal))
        .Select(resource => resource[..^".md".Length])
        .Order(StringComparer.Ordinal);

    /// <summary>The headings that have a table.</summary>
    public IEnumerable<string> Sections => tables.Keys;

    /// <summary>The table under a heading.</summary>
    public Table Section(string name) => tables[name];

    private void AddRow(string section, string[] cells)
    {
        if (tables.TryGetValue(section, out var table))
        {
            table.Rows.Add(cells);
        }
        else
        {
            tables.Add(section, new Table(cells, []));
        }
    }

    /// <summary>Some columns with their rows as text.</summary>
    public sealed record Table(IReadOnlyList<string> Columns, List<IReadOnlyList<string>> Rows);
}
