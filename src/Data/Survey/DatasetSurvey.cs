using AwacAkka.Data.Files;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Survey;

/// <summary>One array as it is stored.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Type">Its NumPy type, such as <c>float32</c>.</param>
/// <param name="Shape">Its sizes, rows first.</param>
/// <param name="Minimum">Smallest finite number; not a number where there is none.</param>
/// <param name="Maximum">Largest finite number.</param>
/// <param name="NotANumber">How many are NaN.</param>
/// <param name="Infinite">How many are infinite in single precision.</param>
public sealed record ColumnSurvey(
    string Key, string Type, IReadOnlyList<long> Shape, float Minimum, float Maximum, long NotANumber, long Infinite);

/// <summary>The transitions that a log yields.</summary>
/// <param name="Count">How many.</param>
/// <param name="Dropped">Rows without a successor, which are left out.</param>
/// <param name="Episodes">Episodes as they were recorded.</param>
/// <param name="ContentHash">As <see cref="OfflineDataset.ContentHash"/>.</param>
/// <param name="Findings">What is to be told of them.</param>
public sealed record TransitionSurvey(
    int Count, int Dropped, IReadOnlyList<Episode> Episodes, string ContentHash, LogFindings Findings);

/// <summary>What is in a log, found out in blocks, so that logs larger than memory can be looked at.</summary>
/// <param name="Kind">What kind of file it is, in words.</param>
/// <param name="Ignored">Names of what else it holds.</param>
/// <param name="Columns">Its arrays.</param>
/// <param name="Transitions">What can be learned from; null where a number that is not finite or a wrong flag forbids it.</param>
/// <param name="Problem">Why not, in one sentence.</param>
public sealed record DatasetSurvey(
    string Kind, IReadOnlyList<string> Ignored, IReadOnlyList<ColumnSurvey> Columns, TransitionSurvey? Transitions, string? Problem)
{
    private const int BlockRows = LogColumn.BlockRows;

    /// <summary>Looks a log through.</summary>
    /// <param name="path">An .npz file, a D4RL or Minari HDF5 file, or Minari's folder.</param>
    /// <param name="options">How to read the log.</param>
    /// <param name="rewardOf">Recomputes rewards, where that is possible.</param>
    /// <param name="progress">Hears how much of how much is done.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="DatasetException">Its arrays are damaged, missing or misshapen.</exception>
    public static DatasetSurvey Of(
        string path, LogOptions options, RewardOf? rewardOf, Action<long, long>? progress, CancellationToken cancellation) =>
        DatasetLog.Use(path, options, log =>
        {
            ColumnSurvey[] columns = [.. log.Stored.Select(column => Measure(column, log.Rows, cancellation))];
            try
            {
                return new DatasetSurvey(log.Kind, log.Ignored, columns, Follow(log, rewardOf, progress, cancellation), null);
            }
            catch (InvalidDataException e)
            {
                return new DatasetSurvey(log.Kind, log.Ignored, columns, null, $"the dataset '{path}' cannot be used: {e.Message}");
            }
        });

    private static ColumnSurvey Measure(LogColumn column, int rows, CancellationToken cancellation)
    {
        var width = column.Width;
        var buffer = new float[Math.Min(BlockRows, rows) * width];
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        var (nan, infinite) = (0L, 0L);
        for (var start = 0; start < rows; start += BlockRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var block = buffer.AsSpan(0, Math.Min(BlockRows, rows - start) * width);
            column.Read(start, block);
            foreach (var value in block)
            {
                if (float.IsFinite(value))
                {
                    low = Math.Min(low, value);
                    high = Math.Max(high, value);
                }
                else if (float.IsNaN(value))
                {
                    nan++;
                }
                else
                {
                    infinite++;
                }
            }
        }

        return low > high
            ? new ColumnSurvey(column.Key, column.Type, column.Shape, float.NaN, float.NaN, nan, infinite)
            : new ColumnSurvey(column.Key, column.Type, column.Shape, low, high, nan, infinite);
    }

    private static TransitionSurvey Follow(
        DatasetLog log, RewardOf? rewardOf, Action<long, long>? progress, CancellationToken cancellation)
    {
        var reader = new TransitionReader(log);
        var findings = FindingsPass.Of(log, reader, rewardOf, clips: false, cancellation);
        var hash = new ColumnStream(reader, progress, cancellation).Run();
        return new TransitionSurvey(reader.Count, reader.Dropped, reader.Episodes, hash, findings);
    }
}
