using System.Globalization;
using System.Text;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;

namespace AwacAkka.Actors.Reporting;

/// <summary>
/// <c>metrics.csv</c>: one line per round. The header is fixed when the file is made; every line is on disk when the call returns.
/// </summary>
/// <param name="path">The file; made with the first line if it is not there.</param>
/// <param name="knowsGoal">Whether the environment knows success, which then has a column per definition, behind all others.</param>
public sealed class MetricsFile(string path, bool knowsGoal = false)
{
    private const string FixedColumns =
        "phase,round,updates,steps,replay,rollout_episodes,rollout_return,evaluation_episodes,evaluation_return,evaluation_std,evaluation_success,digest";

    private static readonly string[] GoalColumns =
        ["evaluation_success_any", "evaluation_success_steps", "evaluation_first_success_return", "evaluation_first_success_length"];

    /// <summary>Adds a round.</summary>
    /// <exception cref="InvalidDataException">The file has been begun with other columns.</exception>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public void Append(MetricsRow row)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            var (header, begun) = (Header(row), stream.Length > 0);
            using var reader = new StreamReader(stream);
            if (begun && reader.ReadLine() != header)
            {
                throw new InvalidDataException($"the metrics '{path}' have other columns than this run");
            }

            stream.Seek(0, SeekOrigin.End);
            stream.Write(Encoding.UTF8.GetBytes((begun ? string.Empty : header + "\n") + Line(row) + "\n"));
        }
        catch (Exception e) when (StorageException.IsRefusal(e))
        {
            throw StorageException.NotWritten(path, e);
        }
    }

    /// <summary>Replaces the file, whole or not at all: after a crash its last line may be torn, missing, or ahead of the journal.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public void Rewrite(IReadOnlyCollection<MetricsRow> rows)
    {
        var lines = rows.Select(Line).Prepend(rows.Count > 0 ? Header(rows.First()) : null).OfType<string>();
        RunFile.Write(path, string.Concat(lines.Select(line => line + "\n")), durable: false);
    }

    private string Header(MetricsRow row) => string.Join(',', [FixedColumns, .. row.Losses.Select(l => l.Key), .. knowsGoal ? GoalColumns : []]);

    private string Line(MetricsRow row)
    {
        var goal = row.Evaluation?.Goal;
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
            Text(row.Evaluation?.SuccessRate),
            row.Digest,
            .. row.Losses.Select(l => Text(l.Value)),
            .. knowsGoal ? [Text(goal?.AnyRate), Text(goal?.StepShare), Text(goal?.FirstReturn), Text(goal?.FirstLength)] : Array.Empty<string?>(),
        ];
        return string.Join(',', cells);
    }

    private static string? Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);
}
