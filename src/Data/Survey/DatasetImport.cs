using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Logs;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Survey;

/// <summary>What an import made.</summary>
/// <param name="Kind">What kind of file it was, in words.</param>
/// <param name="Count">Transitions.</param>
/// <param name="Dropped">Rows without a successor, which are left out.</param>
/// <param name="ContentHash">As <see cref="OfflineDataset.ContentHash"/>.</param>
/// <param name="Findings">What is to be told of it.</param>
public sealed record ImportSummary(string Kind, int Count, int Dropped, string ContentHash, LogFindings Findings);

/// <summary>Turns any log into an <c>.npz</c> dataset. HDF5 logs pass in blocks: memory does not grow with them.</summary>
public static class DatasetImport
{
    /// <summary>Imports a log, over a file of the target's name; the file appears complete or not at all.</summary>
    /// <exception cref="DatasetException">The log cannot be used, or the file cannot be written.</exception>
    public static ImportSummary Run(
        string source, string target, LogOptions options, RewardOf? rewardOf, Action<long, long>? progress, CancellationToken cancellation)
    {
        using var output = NewOutput.Replace(target);
        return Run(source, output, options, rewardOf, progress, cancellation);
    }

    /// <summary>Imports a log; the file appears complete or not at all.</summary>
    /// <param name="source">An .npz file, a D4RL or Minari HDF5 file, Minari's folder, or a pickle of demonstrations.</param>
    /// <param name="target">The name of the file to make, which has been taken.</param>
    /// <param name="options">How to read the log.</param>
    /// <param name="rewardOf">Recomputes rewards, where that is possible: to compare them, or to store them (<see cref="LogOptions.RecomputeRewards"/>).</param>
    /// <param name="progress">Hears how much of how much is done.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="DatasetException">The log cannot be used, or the file cannot be written.</exception>
    public static ImportSummary Run(
        string source, NewOutput target, LogOptions options, RewardOf? rewardOf, Action<long, long>? progress, CancellationToken cancellation) =>
        DatasetLog.Use(source, options, log =>
        {
            var reader = new TransitionReader(log);
            var findings = FindingsPass.Of(log, reader, options.RecomputeRewards ? null : rewardOf, options.ClipActions, cancellation);
            findings = findings with { RewardsRecomputed = options.RecomputeRewards };
            var columns = new ColumnStream(reader, progress, cancellation)
            {
                ClipActions = options.ClipActions,
                RewardOf = options.RecomputeRewards ? rewardOf : null,
            };
            var hash = string.Empty;
            target.WriteFile(stream =>
            {
                using var writer = new NpzWriter(stream);
                hash = columns.Run((key, type, width) => writer.Begin(key, type, width == 0 ? [reader.Count] : [reader.Count, width]).Write);
                foreach (var (key, bounds) in DatasetFile.UnitBounds(findings.Actions.IsKnown, log.ActionDimension))
                {
                    writer.Write(key, bounds);
                }
            });
            return new ImportSummary(log.Kind, reader.Count, reader.Dropped, hash, findings);
        });
}
