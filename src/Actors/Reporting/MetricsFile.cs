using System.Globalization;

namespace AwacAkka.Actors.Reporting;

/// <summary>
/// <c>metrics.csv</c>: one line per round. The header is fixed when the file is made; every line is on disk when the call returns.
/// </summary>
/// <param name="path">The file; made with the first line if it is not there.</param>
public sealed class MetricsFile(string path)
{
    private const string FixedColumns =
        "phase,round,updates,steps,replay,rollout_episodes,rollout_return,evaluation_episodes,evaluation_return,evaluation_std,digest";

    /// <summary>Adds a round.</summary>
    /// <exception cref="InvalidDataException">The file has been begun with other columns.</exception>
    public void Append(MetricsRow row)
    {
        var header = Header(row);
        var begun = File.Exists(path) && new FileInfo(path).Length > 0;
        if (begun && File.ReadLines(path).First() != header)
        {
            throw new InvalidDataException($"the metrics '{path}' have other columns than this run");
        }

        File.AppendAllText(path, (begun ? string.Empty : header + "\n") + Line(row) + "\n");
    }

    /// <summary>Replaces the file, whole or not at all: after a crash its last line may be torn, missing, or ahead of the journal.</summary>
    public void Rewrite(IReadOnlyCollection<MetricsRow> rows)
    {
        var partial = path + ".partial";
        File.WriteAllLines(partial, rows.Select(Line).Prepend(rows.Count > 0 ? Header(rows.First()) : null).OfType<string>());
        File.Move(partial, path, overwrite: true);
    }

    private static string Header(MetricsRow row) => string.Join(',', row.Losses.Select(l => l.Key).Prepend(FixedColumns));

    private static string Line(MetricsRow row)
    {
        string?[] cells =
        [
            row.Phase.ToString().ToLowerInvariant(),
            Text(row.Round),
            Text(row.Updates),
            Text(row.Steps),
            Text(row.Replay),
            Text(row.RolloutEpisodes),
            Text(row.RolloutReturn),
            Text(row.Evaluation?.Episodes),
            Text(row.Evaluation?.MeanReturn),
            Text(row.Evaluation?.StandardDeviation),
            row.Digest,
            .. row.Losses.Select(l => Text(l.Value)),
        ];
        return string.Join(',', cells);
    }

    private static string? Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);
}
