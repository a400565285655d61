using AwacAkka.Learning.Data.Logs;

namespace AwacAkka.Learning.Data;

/// <summary>
/// The reward that an environment would have paid, actions being as policies see them, in [-1, 1]; not a number where that cannot be told
/// of this transition.
/// </summary>
public delegate double RewardOf(ReadOnlySpan<float> observation, ReadOnlySpan<float> action, ReadOnlySpan<float> successor);

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

/// <summary>How stored rewards compare with recomputed ones.</summary>
/// <param name="Different">Transitions whose rewards differ by more than a thousandth (of the reward, where it is larger than 1).</param>
/// <param name="First">The first of them.</param>
/// <param name="Stored">Its stored reward.</param>
/// <param name="Computed">Its recomputed reward.</param>
public sealed record RewardSurvey(long Different, long First, double Stored, double Computed);

/// <summary>The transitions that a log yields.</summary>
/// <param name="Count">How many.</param>
/// <param name="Dropped">Rows without a successor, which are left out.</param>
/// <param name="ActionsOutsideBox">Action components outside [-1, 1].</param>
/// <param name="Terminals">Transitions that end in a terminal state.</param>
/// <param name="Timeouts">Transitions after which the episode was cut.</param>
/// <param name="Both">Transitions that are said to be both.</param>
/// <param name="MeanReward">Mean reward.</param>
/// <param name="Episodes">Episodes as they were recorded.</param>
/// <param name="ContentHash">As <see cref="OfflineDataset.ContentHash"/>.</param>
/// <param name="Rewards">The comparison of rewards, where they can be recomputed.</param>
public sealed record TransitionSurvey(
    int Count, int Dropped, long ActionsOutsideBox, long Terminals, long Timeouts, long Both, double MeanReward,
    IReadOnlyList<Episode> Episodes, string ContentHash, RewardSurvey? Rewards);

/// <summary>What is in a log, found out in blocks, so that logs larger than memory can be looked at.</summary>
/// <param name="Kind">What kind of file it is, in words.</param>
/// <param name="Ignored">Names of what else it holds.</param>
/// <param name="Columns">Its arrays.</param>
/// <param name="Transitions">What can be learned from; null where a number that is not finite or a wrong flag forbids it.</param>
/// <param name="Problem">Why not, in one sentence.</param>
public sealed record DatasetSurvey(
    string Kind, IReadOnlyList<string> Ignored, IReadOnlyList<ColumnSurvey> Columns, TransitionSurvey? Transitions, string? Problem)
{
    private const int BlockRows = 1 << 14;
    private const double RewardTolerance = 1e-3;

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
            LogColumn?[] stored = [log.Observations, log.Actions, log.Rewards, log.NextObservations, log.Terminals, log.Timeouts];
            ColumnSurvey[] columns = [.. stored.OfType<LogColumn>().Select(column => Measure(column, log.Rows, cancellation))];
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
        var width = column.Shape is [_, var numbers] ? (int)numbers : 1;
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
        var columns = new ColumnStream(reader, progress, cancellation);
        var hash = columns.Run();
        var (terminals, timeouts, both) = columns.Ends;
        return new TransitionSurvey(
            reader.Count, reader.Dropped, columns.ActionsOutsideBox, terminals, timeouts, both, columns.MeanReward, reader.Episodes, hash,
            rewardOf is null ? null : Compare(reader, rewardOf, cancellation));
    }

    private static RewardSurvey Compare(TransitionReader reader, RewardOf rewardOf, CancellationToken cancellation)
    {
        var block = reader.Block;
        var (obs, act) = (block.ObservationDimension, block.ActionDimension);
        var result = new RewardSurvey(0, -1, 0, 0);
        var row = 0L;
        foreach (var rows in reader.Blocks(Logs.Columns.All))
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < rows; i++, row++)
            {
                var computed = rewardOf(
                    block.Observations.AsSpan(i * obs, obs), block.Actions.AsSpan(i * act, act), block.NextObservations.AsSpan(i * obs, obs));
                if (Math.Abs(computed - block.Rewards[i]) > RewardTolerance * Math.Max(1, Math.Abs(computed)))
                {
                    result = result.Different == 0
                        ? new RewardSurvey(1, row, block.Rewards[i], computed)
                        : result with { Different = result.Different + 1 };
                }
            }
        }

        return result;
    }
}
