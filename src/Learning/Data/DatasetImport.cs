using AwacAkka.Learning.Data.Logs;

namespace AwacAkka.Learning.Data;

/// <summary>What an import made.</summary>
/// <param name="Kind">What kind of file it was, in words.</param>
/// <param name="Count">Transitions.</param>
/// <param name="Dropped">Rows without a successor, which are left out.</param>
/// <param name="ActionsOutsideBox">Action components that lay outside [-1, 1].</param>
/// <param name="ContentHash">As <see cref="OfflineDataset.ContentHash"/>.</param>
public sealed record ImportSummary(string Kind, int Count, int Dropped, long ActionsOutsideBox, string ContentHash);

/// <summary>Turns any log into an <c>.npz</c> dataset. HDF5 logs pass in blocks: memory does not grow with them.</summary>
public static class DatasetImport
{
    /// <summary>Imports a log; the file appears complete or not at all.</summary>
    /// <param name="source">An .npz file, a D4RL or Minari HDF5 file, Minari's folder, or a pickle of demonstrations.</param>
    /// <param name="target">The file to make.</param>
    /// <param name="options">How to read the log.</param>
    /// <param name="clipActions">Whether actions are clipped to [-1, 1].</param>
    /// <param name="progress">Hears how much of how much is done.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <exception cref="DatasetException">The log cannot be used, or the file cannot be written.</exception>
    public static ImportSummary Run(
        string source, string target, LogOptions options, bool clipActions, Action<long, long>? progress, CancellationToken cancellation) =>
        DatasetLog.Use(source, options, log =>
        {
            var reader = new TransitionReader(log);
            var columns = new ColumnStream(reader, progress, cancellation) { ClipActions = clipActions };
            var hash = string.Empty;
            NewOutput.WriteFile(target, stream =>
            {
                using var writer = new NpzWriter(stream);
                hash = columns.Run((key, type, width) => writer.Begin(key, type, width == 0 ? [reader.Count] : [reader.Count, width]).Write);
            });
            return new ImportSummary(log.Kind, reader.Count, reader.Dropped, columns.ActionsOutsideBox, hash);
        });
}
