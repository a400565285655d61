using System.Globalization;
using System.Text;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;

namespace AwacAkka.Actors.Reporting;

/// <summary>
/// <c>metrics.csv</c>: one line per round; every line is on disk when the call returns. The header is fixed when the file is made, but where the online
/// phase has an algorithm of its own: then its figures get columns with its first round, and a phase's lines are empty in the other's.
/// </summary>
/// <param name="path">The file; made with the first line if it is not there.</param>
/// <param name="knowsGoal">Whether the environment knows success, which then has a column per definition, behind all others.</param>
/// <param name="widens">Whether there may be figures that earlier rounds have not.</param>
public sealed class MetricsFile(string path, bool knowsGoal = false, bool widens = false)
{
    private static readonly string[] FixedColumns =
    [
        "phase", "round", "updates", "steps", "replay", "rollout_episodes", "rollout_return", "evaluation_episodes", "evaluation_return",
        "evaluation_std", "evaluation_success", "digest",
    ];

    private readonly string[] goalColumns = knowsGoal
        ? ["evaluation_success_any", "evaluation_success_steps", "evaluation_first_success_return", "evaluation_first_success_length"]
        : [];

    /// <summary>Adds a round.</summary>
    /// <exception cref="InvalidDataException">The file has been begun with other columns.</exception>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public void Append(MetricsRow row)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
            using var reader = new StreamReader(stream);
            var begun = stream.Length > 0 ? reader.ReadLine() : null; // what has no length, as /dev/full, may be read without end
            string[] figures = [.. begun is null ? [] : FiguresOf(begun), .. Names(row)];
            figures = [.. figures.Distinct()];
            var header = Header(figures);
            if (begun is not null && begun != header)
            {
                Widen(stream, reader, begun, header);
            }

            stream.Seek(0, SeekOrigin.End);
            stream.Write(Encoding.UTF8.GetBytes((begun is null ? header + "\n" : string.Empty) + Line(row, figures) + "\n"));
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
        string[] figures = [.. rows.SelectMany(Names).Distinct()];
        var lines = rows.Select(row => Line(row, figures)).Prepend(rows.Count > 0 ? Header(figures) : null).OfType<string>();
        RunFile.Write(path, string.Concat(lines.Select(line => line + "\n")), durable: false);
    }

    /// <summary>Gives the lines so far empty cells under new figures. A crash on the way is mended by <see cref="Rewrite"/> when the run is resumed.</summary>
    private void Widen(FileStream stream, StreamReader reader, string begun, string header)
    {
        if (!widens)
        {
            throw OtherColumns();
        }

        var cells = new string(',', header.Split(',').Length - begun.Split(',').Length);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Insert(EndOfFigures(line), cells));
        stream.SetLength(0);
        stream.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Prepend(header).Select(line => line + "\n"))));
    }

    /// <summary>Where the cells of <see cref="goalColumns"/> begin with their comma.</summary>
    private int EndOfFigures(string line)
    {
        var end = line.Length;
        foreach (var _ in goalColumns)
        {
            end = line.LastIndexOf(',', end - 1);
        }

        return end;
    }

    private string[] FiguresOf(string header)
    {
        var columns = header.Split(',');
        return columns.Length >= FixedColumns.Length + goalColumns.Length
            && columns.Take(FixedColumns.Length).SequenceEqual(FixedColumns) && columns.TakeLast(goalColumns.Length).SequenceEqual(goalColumns)
            ? columns[FixedColumns.Length..^goalColumns.Length]
            : throw OtherColumns();
    }

    private InvalidDataException OtherColumns() => new($"the metrics '{path}' have other columns than this run");

    private string Header(IEnumerable<string> figures) => string.Join(',', [.. FixedColumns, .. figures, .. goalColumns]);

    private static IEnumerable<string> Names(MetricsRow row) => row.Losses.Select(figure => figure.Key);

    private string Line(MetricsRow row, IEnumerable<string> figures)
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
            .. figures.Select(name => Figure(row, name)),
            .. knowsGoal ? [Text(goal?.AnyRate), Text(goal?.StepShare), Text(goal?.FirstReturn), Text(goal?.FirstLength)] : Array.Empty<string?>(),
        ];
        return string.Join(',', cells);
    }

    private static string? Figure(MetricsRow row, string name) => row.Losses.Where(figure => figure.Key == name).Select(figure => Text(figure.Value)).SingleOrDefault();

    private static string? Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);
}
