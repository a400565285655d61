using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AwacAkka.Data.Files;
using AwacAkka.Data.Formats.Npz;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Logs;

/// <summary>
/// The transitions of a log column behind column, in the order in which <c>.npz</c> files store them and
/// <see cref="OfflineDataset.ContentHash"/> takes them, for logs that do not fit memory.
/// </summary>
/// <param name="reader">The transitions.</param>
/// <param name="progress">Hears how many transitions of how many have passed, all columns taken together.</param>
/// <param name="cancellation">Stops between blocks.</param>
internal sealed class ColumnStream(TransitionReader reader, Action<long, long>? progress, CancellationToken cancellation)
{
    private const int ColumnCount = 6;
    private long done;

    /// <summary>Begins a column: its key, its <c>.npy</c> type, and its numbers per row, or 0 for a vector. Returns where its bytes go.</summary>
    public delegate Action<ReadOnlySpan<byte>> ColumnSink(string key, string type, int width);

    /// <summary>Whether actions are clipped to [-1, 1] on the way.</summary>
    public bool ClipActions { get; init; }

    /// <summary>
    /// Pays the rewards that are handed over instead of the log's; null for the log's. A terminal row without its true successor keeps
    /// the log's: the reward of what ended the episode cannot be told from the row's own observation.
    /// </summary>
    public RewardOf? RewardOf { get; init; }

    /// <summary>Hands every column over and returns the content hash.</summary>
    /// <exception cref="InvalidDataException">The log holds what no dataset may hold, or is damaged.</exception>
    public string Run(ColumnSink? sink = null)
    {
        var block = reader.Block;
        var (obs, act) = (block.ObservationDimension, block.ActionDimension);
        using var hash = ContentHash.Begin(reader.Count, obs, act);
        Pass(Columns.Observations, LogKeys.Observations, obs, rows => MemoryMarshal.AsBytes(block.Observations.AsSpan(0, rows * obs)));
        Pass(Columns.Actions, LogKeys.Actions, act, rows => MemoryMarshal.AsBytes(Actions(block.Actions.AsSpan(0, rows * act))));
        Pass(RewardOf is null ? Columns.Rewards : Columns.All, LogKeys.Rewards, 0, rows => MemoryMarshal.AsBytes(Rewards(rows)));
        Pass(
            Columns.NextObservations, LogKeys.NextObservations, obs,
            rows => MemoryMarshal.AsBytes(block.NextObservations.AsSpan(0, rows * obs)));
        Pass(Columns.Flags, LogKeys.Terminals, 0, rows => MemoryMarshal.AsBytes(block.Terminals.AsSpan(0, rows)), NpyFormat.Boolean);
        Pass(Columns.Flags, LogKeys.Timeouts, 0, rows => MemoryMarshal.AsBytes(block.Timeouts.AsSpan(0, rows)), NpyFormat.Boolean);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Pass(Columns column, string key, int width, Bytes bytes, string type = NpyFormat.Single)
        {
            var into = sink?.Invoke(key, type, width);
            foreach (var rows in reader.Blocks(column))
            {
                cancellation.ThrowIfCancellationRequested();
                var values = bytes(rows);
                hash.AppendData(values);
                into?.Invoke(values);
                done += rows;
                progress?.Invoke(done / ColumnCount, reader.Count);
            }
        }
    }

    private delegate ReadOnlySpan<byte> Bytes(int rows);

    private Span<float> Rewards(int rows)
    {
        var block = reader.Block;
        var (obs, act) = (block.ObservationDimension, block.ActionDimension);
        for (var row = 0; RewardOf is not null && row < rows; row++)
        {
            if (block.IsOwnSuccessor(row))
            {
                continue;
            }

            var reward = RewardOf(
                block.Observations.AsSpan(row * obs, obs), Actions(block.Actions.AsSpan(row * act, act)), block.NextObservations.AsSpan(row * obs, obs));
            block.Rewards[row] = double.IsFinite(reward) ? (float)reward
                : throw new InvalidDataException("a reward cannot be recomputed, as its action lies outside the box: clip actions as well");
        }

        return block.Rewards.AsSpan(0, rows);
    }

    private Span<float> Actions(Span<float> actions)
    {
        foreach (ref var action in ClipActions ? actions : [])
        {
            action = Math.Clamp(action, -1, 1);
        }

        return actions;
    }
}
