using AwacAkka.Actors.Configuration;

namespace AwacAkka.Cli.Reproductions;

/// <summary>A panel of the figure.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Title">What it is of.</param>
/// <param name="Entries">The entries that it shows, in their order.</param>
/// <param name="Measures">What of them, in <c>figure2.csv</c>; the picture has those that <paramref name="Drawn"/> names.</param>
/// <param name="Drawn">The measures that are drawn, with the words for them.</param>
internal sealed record Figure2Panel(
    int Number, string Title, IReadOnlyList<string> Entries, IReadOnlyList<string> Measures, IReadOnlyList<(string Measure, string Words)> Drawn);

/// <summary>What the four panels show: methods and measures, after the paper's text (section III) and its figure.</summary>
internal static class Figure2Panels
{
    public const string Return = "return", ValueBias = "value_bias", Distance = "distance_data";
    public const string ModelOnData = "model_log_density_data", ModelOnNewest = "model_log_density_newest";

    public const string Awac = "awac", Awr = "awr", Marwil = "marwil", Dapg = "dapg";
    public const string SacPrior = "sac-prior", SacPretrain = "sac-pretrain", SacBc = "sac-bc";
    public const string Bear = "bear", BearLoose = "bear-loose", Abm = "abm", Brac = "brac";

    private static readonly (string, string)[] Returns = [(Return, string.Empty)];

    /// <summary>The panels.</summary>
    public static readonly IReadOnlyList<Figure2Panel> All =
    [
        new(1, "data efficiency: return", [Awac, Awr, Marwil, Dapg], [Return], Returns),
        new(2, "bootstrapping error: return", [Awac, SacPrior, SacPretrain, SacBc], [Return, ValueBias], Returns),
        new(3, "conservatism: return", [Awac, Bear, BearLoose, Abm, Brac], [Return, Distance], Returns),
        new(4, "behaviour model's log density", [Brac, Abm], [ModelOnData, ModelOnNewest], [(ModelOnData, ", data"), (ModelOnNewest, ", newest")]),
    ];

    /// <summary>All entries, each once.</summary>
    public static IReadOnlyList<string> Entries { get; } = [.. All.SelectMany(panel => panel.Entries).Distinct()];

    /// <summary>Refuses a comparison that is not of this figure. It may leave entries out.</summary>
    /// <param name="config">The comparison.</param>
    /// <param name="file">Its file.</param>
    /// <exception cref="RunConfigException">It has other entries, several tasks, or not the one that all others are held against.</exception>
    public static void Check(ComparisonConfig config, string file)
    {
        if (config.Entries.FirstOrDefault(entry => !Entries.Contains(entry.Label)) is { } other)
        {
            throw new RunConfigException($"entries in '{file}' has '{other.Label}', which the figure does not show; it shows {string.Join(", ", Entries)}");
        }

        if (config.Entries.All(entry => entry.Label != Awac))
        {
            throw new RunConfigException($"entries in '{file}' lacks '{Awac}', which the others are held against");
        }

        if (config.Tasks.Count > 1)
        {
            throw new RunConfigException($"tasks in '{file}' names {config.Tasks.Count}, but the figure is of one task");
        }
    }
}
