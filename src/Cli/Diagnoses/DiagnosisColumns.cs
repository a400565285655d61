using System.Globalization;

namespace AwacAkka.Cli.Diagnoses;

/// <summary>The figures of a diagnosis by name, as <c>diagnostics.csv</c> has them.</summary>
internal static class DiagnosisColumns
{
    /// <summary>Name and figure of each column; a figure is null where there is none.</summary>
    public static readonly IReadOnlyList<(string Name, Func<CheckpointDiagnosis, double?> Of)> All =
    [
        ("return", d => d.Return),
        ("value", d => d.Seen.Calibration?.Value),
        ("discounted_return", d => d.Seen.Calibration?.Return),
        ("value_bias", d => d.Seen.Calibration is { } c ? c.Value - c.Return : null),
        ("value_correlation", d => d.Seen.Calibration?.Correlation),
        ("advantage_05", d => d.Seen.Advantages?.Fifth),
        ("advantage_25", d => d.Seen.Advantages?.LowerQuartile),
        ("advantage_50", d => d.Seen.Advantages?.Median),
        ("advantage_75", d => d.Seen.Advantages?.UpperQuartile),
        ("advantage_95", d => d.Seen.Advantages?.NinetyFifth),
        ("entropy", d => (d.Seen.OnData ?? d.Seen.OnNewest)?.Entropy),
        ("distance_data", d => d.Seen.OnData?.Distance),
        ("distance_newest", d => d.Seen.OnNewest?.Distance),
        ("log_density_data", d => d.Seen.OnData?.LogDensity),
        ("log_density_newest", d => d.Seen.OnNewest?.LogDensity),
        ("model_log_density_data", d => d.Seen.ModelOnData?.LogDensity),
        ("model_log_density_newest", d => d.Seen.ModelOnNewest?.LogDensity),
    ];

    /// <summary>The file's first line.</summary>
    public static string Header { get; } = string.Join(',', ["phase", "round", "updates", "steps", .. All.Select(column => column.Name)]);

    /// <summary>A checkpoint's line.</summary>
    public static string Line(CheckpointDiagnosis diagnosis)
    {
        var after = diagnosis.After;
        return string.Join(
            ',',
            [
                after.Phase.ToString().ToLowerInvariant(), Text(after.Round + 1), Text(after.Updates), Text(after.Steps),
                .. All.Select(column => column.Of(diagnosis) is { } figure ? Text(figure) : string.Empty),
            ]);
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
