using System.Globalization;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Data.Logs;

/// <summary>Columns of transitions that a pass over a log is for; what is not asked for is not read.</summary>
[Flags]
internal enum Columns
{
    /// <summary>s.</summary>
    Observations = 1,

    /// <summary>a.</summary>
    Actions = 2,

    /// <summary>r.</summary>
    Rewards = 4,

    /// <summary>s'.</summary>
    NextObservations = 8,

    /// <summary>Ends; these are always read.</summary>
    Flags = 16,

    /// <summary>All of them.</summary>
    All = 31,
}

/// <summary>
/// The transitions of a log in blocks, so that memory does not grow with the log. Without stored successors a row's is the next row's
/// observation; the last row of a timed-out episode and of the log then has none and is left out. A terminal row then takes its own
/// observation where the value beyond it is masked, and is left out where it is not: it would become its own successor.
/// </summary>
internal sealed class TransitionReader
{
    private const int BlockRows = LogColumn.BlockRows;
    private readonly DatasetLog log;
    private readonly HashSet<int> ownSuccessors = [];
    private readonly TransitionChunk raw;
    private readonly List<Episode> episodes = [];

    /// <summary>Counts transitions and finds episodes, in a first pass over rewards and flags.</summary>
    /// <exception cref="InvalidDataException">These hold what they must not, or no row has a successor.</exception>
    public TransitionReader(DatasetLog log)
    {
        this.log = log;
        var rows = Math.Min(BlockRows, log.Rows);
        raw = TransitionChunk.Allocate(rows + 1, log.ObservationDimension, log.ActionDimension); // one row of the next block
        Block = TransitionChunk.Allocate(rows, log.ObservationDimension, log.ActionDimension);
        if (!log.MaskTerminals && log.NextObservations is not null)
        {
            FindOwnSuccessors();
        }

        var splitter = new EpisodeSplitter(episodes);
        var limited = new LimitedEnds(log.TimeLimit);
        foreach (var (start, length) in RawBlocks(Columns.Rewards))
        {
            for (var i = 0; i < length; i++)
            {
                Count += Keeps(start, i) ? 1 : 0;
                DroppedTerminals += raw.Terminals[i] && !Keeps(start, i) ? 1 : 0;
                splitter.Add(raw.Rewards[i], raw.Terminals[i] || raw.Timeouts[i]);
                limited.Add(raw.Terminals[i], raw.Timeouts[i]);
            }
        }

        splitter.Complete();
        Limited = limited;
        if (Count == 0)
        {
            throw new InvalidDataException("no row has a successor; store 'next_observations'");
        }
    }

    /// <summary>Number of transitions.</summary>
    public int Count { get; }

    /// <summary>Rows that have no successor.</summary>
    public int Dropped => log.Rows - Count;

    /// <summary>Those of them that are terminal.</summary>
    public int DroppedTerminals { get; }

    /// <summary>Episodes of the log as it was recorded.</summary>
    public IReadOnlyList<Episode> Episodes => episodes;

    /// <summary>Where its ends lie by the time limit.</summary>
    public LimitedEnds Limited { get; }

    /// <summary>The current block of transitions, overwritten by the next.</summary>
    public TransitionChunk Block { get; }

    /// <summary>Reads the transitions into <see cref="Block"/>, block by block, and yields how many it holds.</summary>
    /// <exception cref="InvalidDataException">A number is not finite or a flag is neither 0 nor 1, or the file is damaged.</exception>
    public IEnumerable<int> Blocks(Columns columns)
    {
        foreach (var (start, length) in RawBlocks(columns))
        {
            yield return Compact(start, length, columns);
        }
    }

    /// <summary>All of it in memory.</summary>
    /// <exception cref="InvalidDataException">As above, or it is too large for arrays.</exception>
    public OfflineDataset ToDataset()
    {
        if ((long)Count * log.ObservationDimension > Array.MaxLength || (long)Count * log.ActionDimension > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"its {Count} transitions of {log.ObservationDimension} observed numbers are more than fit an array of {Array.MaxLength}");
        }

        var all = TransitionChunk.Allocate(Count, log.ObservationDimension, log.ActionDimension);
        var done = 0;
        foreach (var rows in Blocks(Columns.All))
        {
            Block.CopyTo(0, all, done, rows);
            done += rows;
        }

        return new OfflineDataset(all, Episodes, Dropped) { UnitActions = log.ActionReading.IsKnown };
    }

    /// <summary>Whether a row is left out because its episode ends there and its successor is not stored.</summary>
    private bool EndsWithoutSuccessor(int start, int i) => raw.Terminals[i]
        ? !log.MaskTerminals && (log.NextObservations is null || ownSuccessors.Contains(start + i))
        : log.NextObservations is null && raw.Timeouts[i];

    private bool Keeps(int start, int i) =>
        !EndsWithoutSuccessor(start, i) && (raw.Terminals[i] || log.NextObservations is not null || start + i < log.Rows - 1);

    /// <summary>
    /// Terminal rows that have been given their own observation for a successor, as imports and D4RL's readers do: a stored array does
    /// not make it a true one.
    /// </summary>
    private void FindOwnSuccessors()
    {
        foreach (var (start, length) in RawBlocks(Columns.Observations | Columns.NextObservations))
        {
            for (var i = 0; i < length; i++)
            {
                if (raw.IsOwnSuccessor(i))
                {
                    ownSuccessors.Add(start + i);
                }
            }
        }
    }

    /// <summary>Reads raw blocks with the flags and, where there is one, the observation of the row behind each.</summary>
    private IEnumerable<(int Start, int Length)> RawBlocks(Columns columns)
    {
        var flags = new float[raw.Count];
        for (var start = 0; start < log.Rows; start += BlockRows)
        {
            var length = Math.Min(BlockRows, log.Rows - start);
            var withNext = Math.Min(length + 1, log.Rows - start);
            ReadFlags(log.Ends.Terminals, start, flags.AsSpan(0, withNext), raw.Terminals);
            ReadFlags(log.Ends.Timeouts, start, flags.AsSpan(0, withNext), raw.Timeouts);
            var derives = columns.HasFlag(Columns.NextObservations) && log.NextObservations is null;
            if (derives || columns.HasFlag(Columns.Observations))
            {
                ReadNumbers(log.Observations, start, raw.Observations, log.ObservationDimension, derives ? withNext : length);
            }

            if (columns.HasFlag(Columns.Actions))
            {
                ReadNumbers(log.Actions, start, raw.Actions, log.ActionDimension, length);
            }

            if (columns.HasFlag(Columns.Rewards))
            {
                ReadNumbers(log.Rewards, start, raw.Rewards, 1, length);
            }

            if (columns.HasFlag(Columns.NextObservations) && log.NextObservations is { } stored)
            {
                ReadNumbers(stored, start, raw.NextObservations, log.ObservationDimension, length);
            }

            yield return (start, length);
        }
    }

    /// <summary>Moves the rows that are transitions from the raw block into the block.</summary>
    private int Compact(int start, int length, Columns columns)
    {
        var derives = columns.HasFlag(Columns.NextObservations) && log.NextObservations is null;
        var obs = log.ObservationDimension;
        var kept = 0;
        for (var first = 0; first < length;)
        {
            if (!Keeps(start, first))
            {
                first++;
                continue;
            }

            var end = first + 1;
            while (end < length && Keeps(start, end))
            {
                end++;
            }

            raw.CopyTo(first, Block, kept, end - first);
            for (var row = first; row < end; row++, kept++)
            {
                if (derives)
                {
                    var successor = raw.Terminals[row] ? row : row + 1;
                    raw.Observations.AsSpan(successor * obs, obs).CopyTo(Block.NextObservations.AsSpan(kept * obs));
                }

                // The end of a row that is left out moves to the row before it, so that the episodes stay apart when the result is saved.
                Block.Timeouts[kept] |= !raw.Terminals[row] && !raw.Timeouts[row] && start + row < log.Rows - 1 && EndsWithoutSuccessor(start, row + 1);
            }

            first = end;
        }

        return kept;
    }

    private static void ReadNumbers(LogColumn column, int start, float[] into, int width, int rows)
    {
        var values = into.AsSpan(0, rows * width);
        column.Read(start, values);
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                var what = float.IsNaN(values[i]) ? "NaN" : "an infinite number";
                throw new InvalidDataException($"'{column.Key}' holds {what} in row {start + i / width}");
            }
        }
    }

    /// <summary>Reads zeros and ones.</summary>
    /// <exception cref="InvalidDataException">It holds another number.</exception>
    public static void ReadFlags(LogColumn column, int start, Span<float> values, Span<bool> into)
    {
        column.Read(start, values);
        for (var i = 0; i < values.Length; i++)
        {
            into[i] = values[i] switch
            {
                0 => false,
                1 => true,
                _ => throw new InvalidDataException(
                    $"'{column.Key}' holds {values[i].ToString(CultureInfo.InvariantCulture)} in row {start + i}, expected 0 or 1"),
            };
        }
    }
}
