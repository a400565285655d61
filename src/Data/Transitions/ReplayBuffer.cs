namespace AwacAkka.Data.Transitions;

/// <summary>
/// Transitions to sample batches from: columns in blocks that are allocated when first written. At capacity the oldest transitions
/// are overwritten, as in a ring.
/// </summary>
/// <remarks>
/// Nobody reads while the writer appends: a round that arrives is held back until no learner is at work. Rows are addressed by their place in the ring, which does not matter to uniform sampling.
/// </remarks>
public sealed class ReplayBuffer
{
    /// <summary>Largest capacity.</summary>
    public const int MaxCapacity = 10_000_000;

    private const int BlockBits = 14;
    private const int BlockRows = 1 << BlockBits;

    // A row's numbers lie in five places far apart: they are asked for so many rows before they are copied.
    private const int RowsAhead = 8;

    private readonly TransitionChunk?[] blocks;
    private long appended;

    /// <summary>An empty buffer.</summary>
    /// <param name="capacity">Most transitions held, 1 to <see cref="MaxCapacity"/>.</param>
    /// <param name="observationDimension">Numbers per observation.</param>
    /// <param name="actionDimension">Numbers per action.</param>
    /// <param name="skipped">
    /// Transitions that count as appended although they are not there: those that a ring which is filled again no longer holds. The
    /// caller appends at least <paramref name="capacity"/> more before anything is read.
    /// </param>
    public ReplayBuffer(int capacity, int observationDimension, int actionDimension, long skipped = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skipped);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MaxCapacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(observationDimension);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(actionDimension);
        Capacity = capacity;
        appended = skipped;
        ObservationDimension = observationDimension;
        ActionDimension = actionDimension;
        blocks = new TransitionChunk?[(capacity + BlockRows - 1) >> BlockBits];
    }

    /// <summary>Most transitions held.</summary>
    public int Capacity { get; }

    /// <summary>Numbers per observation.</summary>
    public int ObservationDimension { get; }

    /// <summary>Numbers per action.</summary>
    public int ActionDimension { get; }

    /// <summary>Transitions held.</summary>
    public int Count => (int)Math.Min(Appended, Capacity);

    /// <summary>Transitions ever appended.</summary>
    public long Appended => Volatile.Read(ref appended);

    /// <summary>Adds a chunk's transitions in their order.</summary>
    /// <exception cref="ArgumentException">The chunk has other dimensions or more transitions than the capacity.</exception>
    public void Append(TransitionChunk chunk)
    {
        if (chunk.ObservationDimension != ObservationDimension || chunk.ActionDimension != ActionDimension)
        {
            throw new ArgumentException(
                $"the chunk has {chunk.ObservationDimension} numbers per observation and {chunk.ActionDimension} per action, "
                + $"the buffer {ObservationDimension} and {ActionDimension}");
        }

        if (chunk.Count > Capacity)
        {
            throw new ArgumentException($"{chunk.Count} transitions do not fit a buffer of {Capacity}");
        }

        chunk.Validate();
        var next = (int)(Appended % Capacity);
        for (var done = 0; done < chunk.Count;)
        {
            var within = next & (BlockRows - 1);
            var rows = Math.Min(Math.Min(chunk.Count - done, Capacity - next), BlockRows - within);
            var block = blocks[next >> BlockBits] ??= NewBlock(next >> BlockBits);
            chunk.CopyTo(done, block, within, rows);
            done += rows;
            next = (next + rows) % Capacity;
        }

        Volatile.Write(ref appended, appended + chunk.Count);
    }

    /// <summary>
    /// Copies rows into a batch, whose size becomes their number, shifting and scaling observations and successors on the way.
    /// Allocates nothing.
    /// </summary>
    /// <param name="indices">Rows below a count that was read before.</param>
    /// <param name="batch">The destination, of the same dimensions and large enough.</param>
    /// <param name="normaliser">Applied to observations and successors unless null.</param>
    public void Gather(ReadOnlySpan<int> indices, TransitionBatch batch, Normaliser? normaliser)
    {
        var (obs, act) = (ObservationDimension, ActionDimension);
        if (batch.ObservationDimension != obs || batch.ActionDimension != act)
        {
            throw new ArgumentException("the batch has other dimensions than the buffer", nameof(batch));
        }

        batch.Size = indices.Length;
        for (var i = 0; i < indices.Length; i++)
        {
            if (i + RowsAhead < indices.Length)
            {
                Prefetch(indices[i + RowsAhead]);
            }

            var (block, row) = Locate(indices[i]);
            var observation = RowMemory.Row(block.Observations, row, obs);
            var successor = RowMemory.Row(block.NextObservations, row, obs);
            if (normaliser is null)
            {
                RowMemory.Copy(observation, batch.Observations.AsSpan(i * obs, obs));
                RowMemory.Copy(successor, batch.NextObservations.AsSpan(i * obs, obs));
            }
            else
            {
                normaliser.Apply(observation, batch.Observations.AsSpan(i * obs, obs));
                normaliser.Apply(successor, batch.NextObservations.AsSpan(i * obs, obs));
            }

            RowMemory.Copy(RowMemory.Row(block.Actions, row, act), batch.Actions.AsSpan(i * act, act));
            batch.Rewards[i] = RowMemory.Row(block.Rewards, row, 1)[0];
            batch.Terminated[i] = RowMemory.Row(block.Terminals, row, 1)[0] ? 1 : 0;
        }
    }

    /// <summary>A copy of all transitions held, oldest first.</summary>
    public TransitionChunk ToChunk() => CopyFrom(Appended > Capacity ? (int)(Appended % Capacity) : 0);

    /// <summary>A copy of all transitions held by their place in the ring: row i is what index i gathers.</summary>
    public TransitionChunk ToRows() => CopyFrom(0);

    /// <summary>The row that a transition is in, by its number among those ever appended.</summary>
    internal int PlaceOf(long number) => (int)(number % Capacity);

    /// <summary>s of a row.</summary>
    internal ReadOnlySpan<float> ObservationAt(int index)
    {
        var (block, row) = Locate(index);
        return RowMemory.Row(block.Observations, row, ObservationDimension);
    }

    /// <summary>s' of a row.</summary>
    internal ReadOnlySpan<float> NextObservationAt(int index)
    {
        var (block, row) = Locate(index);
        return RowMemory.Row(block.NextObservations, row, ObservationDimension);
    }

    /// <summary>a of a row.</summary>
    internal ReadOnlySpan<float> ActionAt(int index)
    {
        var (block, row) = Locate(index);
        return RowMemory.Row(block.Actions, row, ActionDimension);
    }

    /// <summary>r of a row.</summary>
    internal float RewardAt(int index)
    {
        var (block, row) = Locate(index);
        return block.Rewards[row];
    }

    /// <summary>Whether s' of a row is terminal.</summary>
    internal bool IsTerminalAt(int index)
    {
        var (block, row) = Locate(index);
        return block.Terminals[row];
    }

    /// <summary>Whether an episode ends with a row: by itself or by a time limit.</summary>
    internal bool EndsAt(int index)
    {
        var (block, row) = Locate(index);
        return block.Terminals[row] || block.Timeouts[row];
    }

    private (TransitionChunk Block, int Row) Locate(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Capacity); // all that the rows' memory is checked by
        return (blocks[index >> BlockBits]!, index & (BlockRows - 1));
    }

    private void Prefetch(int index)
    {
        var (block, row) = Locate(index);
        RowMemory.Prefetch(block.Observations, row, ObservationDimension);
        RowMemory.Prefetch(block.NextObservations, row, ObservationDimension);
        RowMemory.Prefetch(block.Actions, row, ActionDimension);
        RowMemory.Prefetch(block.Rewards, row, 1);
        RowMemory.Prefetch(block.Terminals, row, 1);
    }

    private TransitionChunk CopyFrom(int next)
    {
        var copy = TransitionChunk.Allocate(Count, ObservationDimension, ActionDimension);
        for (var done = 0; done < copy.Count;)
        {
            var within = next & (BlockRows - 1);
            var rows = Math.Min(Math.Min(copy.Count - done, Capacity - next), BlockRows - within);
            blocks[next >> BlockBits]!.CopyTo(within, copy, done, rows);
            done += rows;
            next = (next + rows) % Capacity;
        }

        return copy;
    }

    private TransitionChunk NewBlock(int number)
    {
        var rows = Math.Min(BlockRows, Capacity - (number << BlockBits));
        return TransitionChunk.Allocate(rows, ObservationDimension, ActionDimension);
    }
}
