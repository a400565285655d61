using System.Text;
using AwacAkka.Actors.Configuration;
using AwacAkka.Learning.Algorithms;

namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>The values of an algorithm's presets as a table of Markdown: a row per key, a column per preset.</summary>
internal static class PresetTable
{
    private const string Prefix = "algorithm.";
    private static readonly string[] NoValues = ["algorithm.name", "algorithm.preset"];

    /// <summary>The table.</summary>
    /// <exception cref="InvalidOperationException">There is no such algorithm or preset.</exception>
    public static string Of(string algorithm, IReadOnlyList<string> presets)
    {
        var columns = presets.Select(preset => Values(algorithm, preset)).ToArray();
        var table = new StringBuilder($"\n| key | {string.Join(" | ", presets.Select(preset => $"`{preset}`"))} |\n");
        table.Append($"|---|{string.Concat(presets.Select(_ => "---|"))}\n");
        foreach (var key in columns[0].Keys)
        {
            table.Append($"| `{key}` | {string.Join(" | ", columns.Select(values => values[key]))} |\n");
        }

        return table.ToString();
    }

    /// <summary>The values by key, as a run's config.conf has them.</summary>
    private static Dictionary<string, string> Values(string algorithm, string preset) => Config(algorithm, preset).ToHocon().Split('\n')
        .Select(line => line.Split(" = ", 2))
        .Where(pair => pair[0].StartsWith(Prefix, StringComparison.Ordinal) && !NoValues.Contains(pair[0]))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    private static RunConfig Config(string algorithm, string preset) => new()
    {
        Algorithm = AlgorithmRegistry.All.Single(a => a.Name == algorithm).Presets.Single(p => p.Name == preset).Config,
        Preset = preset,
    };
}
