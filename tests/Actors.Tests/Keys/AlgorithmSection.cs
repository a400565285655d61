using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AwacAkka.Actors.Configuration;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Tests.Keys;

/// <summary>
/// What hocon/reference.conf says of algorithms: made of the configurations' properties and their summaries, so that neither says what the
/// other does not.
/// </summary>
internal static partial class AlgorithmSection
{
    private const int Width = 140;

    private static readonly XDocument Documentation = XDocument.Load(Path.ChangeExtension(typeof(AlgorithmConfig).Assembly.Location, "xml"));

    /// <summary>The section's text.</summary>
    public static string Text()
    {
        var text = new StringBuilder("algorithm {\n");
        Comment(text, $"The algorithm: {string.Join("; ", AlgorithmRegistry.All.Select(a => $"{a.Name}, {a.Title}"))}.");
        text.Append($"  name = {AlgorithmRegistry.All[0].Name}\n\n");
        Comment(text, "The published values to start from; default is the first of the algorithm's own.");
        foreach (var algorithm in AlgorithmRegistry.All)
        {
            Comment(text, $"{algorithm.Name}: {string.Join(", ", algorithm.Presets.Select(preset => preset.Name))}");
        }

        text.Append("  preset = default\n\n");
        Comment(text, "Each key below overrides one value of the preset; 'preset' leaves it as published.");
        text.Append('\n');
        foreach (var key in AlgorithmKeys.Properties.GroupBy(AlgorithmKeys.PathOf))
        {
            Comment(text, Description([.. key]));
            text.Append($"  {key.Key["algorithm.".Length..]} = {AlgorithmKeys.FromPreset}\n");
        }

        return text.Append("}\n").ToString();
    }

    /// <summary>A key of several algorithms says the same in each.</summary>
    private static string Description(PropertyInfo[] properties)
    {
        var sentence = Assert.Single(properties.Select(Summary).Distinct());
        var users = AlgorithmRegistry.All.Where(algorithm => properties.Any(p => AlgorithmKeys.IsKeyOf(p, algorithm.ConfigType))).ToArray();
        var whose = users.Length == AlgorithmRegistry.All.Count ? string.Empty : $"{string.Join(", ", users.Select(user => user.Name))}: ";
        return $"{whose}{sentence}{Choices(properties[0].PropertyType)}";
    }

    private static string Choices(Type type) => type == typeof(bool) ? " True or false."
        : type.IsEnum ? $" Either {string.Join(" or ", Enum.GetNames(type).Select(ConfigKinds.Kebab))}."
        : Nullable.GetUnderlyingType(type) is not null ? " A number, or none."
        : type == typeof(IReadOnlyList<int>) ? " A list such as [256, 256]."
        : string.Empty;

    private static string Summary(PropertyInfo property)
    {
        var summary = Documentation.Descendants("member")
            .Single(member => (string?)member.Attribute("name") == $"P:{property.DeclaringType!.FullName}.{property.Name}")
            .Element("summary")!;
        Assert.DoesNotContain(summary.Elements(), element => element.Name != "c"); // a reference to code tells a user nothing
        return Spaces().Replace(summary.Value.Trim(), " ");
    }

    private static void Comment(StringBuilder text, string sentence)
    {
        var line = "  #";
        foreach (var word in sentence.Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line = "  #";
            }

            line += " " + word;
        }

        text.Append(line).Append('\n');
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
