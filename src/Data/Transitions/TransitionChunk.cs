namespace AwacAkka.Data.Transitions;

/// <summary>Consecutive transitions as columns, row-major; immutable by convention once made.</summary>
/// <param name="ObservationDimension">Numbers per observation.</param>
/// <param name="ActionDimension">Numbers per action.</param>
/// <param name="Observations">s, [Count, ObservationDimension].</param>
/// <param name="Actions">a, [Count, ActionDimension].</param>
/// <param name="Rewards">r, [Count].</param>
/// <param name="NextObservations">s', [Count, ObservationDimension]; the true successor also where an episode was cut.</param>
/// <param name="Terminals">Whether s' is terminal, [Count].</param>
/// <param name="Timeouts">Whether the episode was cut after this transition by a time limit, [Count].</param>
public sealed record TransitionChunk(
    int ObservationDimension,
    int ActionDimension,
    float[] Observations,
    float[] Actions,
    float[] Rewards,
    float[] NextObservations,
    bool[] Terminals,
    bool[] Timeouts)
{
    /// <summary>Number of transitions.</summary>
    public int Count => Rewards.Length;

    /// <summary>A chunk of <paramref name="count"/> zeroed transitions, to be filled before it is shared.</summary>
    public static TransitionChunk Allocate(int count, int observationDimension, int actionDimension) => new(
        observationDimension,
        actionDimension,
        new float[checked(count * observationDimension)],
        new float[checked(count * actionDimension)],
        new float[count],
        new float[checked(count * observationDimension)],
        new bool[count],
        new bool[count]);

    /// <summary>Chunks of equal dimensions as one, in their order.</summary>
    public static TransitionChunk Concatenate(IReadOnlyList<TransitionChunk> chunks)
    {
        var all = Allocate(chunks.Sum(c => c.Count), chunks[0].ObservationDimension, chunks[0].ActionDimension);
        var done = 0;
        foreach (var chunk in chunks)
        {
            chunk.CopyTo(0, all, done, chunk.Count);
            done += chunk.Count;
        }

        return all;
    }

    /// <summary>The same, the last transition counting as cut by a time limit unless it is terminal: what follows is another episode.</summary>
    public TransitionChunk WithEpisodeEnd()
    {
        var timeouts = Timeouts.ToArray();
        timeouts[^1] |= !Terminals[^1];
        return this with { Timeouts = timeouts };
    }

    /// <summary>Whether a transition is terminal and has its own observation for a successor: a log without the true one gives it that.</summary>
    internal bool IsOwnSuccessor(int row) => Terminals[row]
        && Observations.AsSpan(row * ObservationDimension, ObservationDimension)
            .SequenceEqual(NextObservations.AsSpan(row * ObservationDimension, ObservationDimension));

    /// <summary>How many transitions end in another state than the next one begins in, although no episode ends there.</summary>
    public int Breaks()
    {
        var breaks = 0;
        for (var i = 0; i + 1 < Count; i++)
        {
            var follows = NextObservations.AsSpan(i * ObservationDimension, ObservationDimension)
                .SequenceEqual(Observations.AsSpan((i + 1) * ObservationDimension, ObservationDimension));
            breaks += Terminals[i] || Timeouts[i] || follows ? 0 : 1;
        }

        return breaks;
    }

    /// <summary>The transitions from <paramref name="start"/> on, copied.</summary>
    public TransitionChunk Slice(int start, int count)
    {
        var slice = Allocate(count, ObservationDimension, ActionDimension);
        CopyTo(start, slice, 0, count);
        return slice;
    }

    /// <summary>Copies transitions over those of another chunk of the same dimensions.</summary>
    public void CopyTo(int start, TransitionChunk destination, int destinationStart, int count)
    {
        Column(Observations, destination.Observations, ObservationDimension);
        Column(Actions, destination.Actions, ActionDimension);
        Column(Rewards, destination.Rewards, 1);
        Column(NextObservations, destination.NextObservations, ObservationDimension);
        Column(Terminals, destination.Terminals, 1);
        Column(Timeouts, destination.Timeouts, 1);

        void Column<T>(T[] from, T[] to, int width) =>
            from.AsSpan(start * width, count * width).CopyTo(to.AsSpan(destinationStart * width));
    }

    /// <summary>Checks that every column has as many rows as there are rewards.</summary>
    /// <exception cref="ArgumentException">One has not.</exception>
    public void Validate()
    {
        Check(Observations.Length, ObservationDimension, nameof(Observations));
        Check(Actions.Length, ActionDimension, nameof(Actions));
        Check(NextObservations.Length, ObservationDimension, nameof(NextObservations));
        Check(Terminals.Length, 1, nameof(Terminals));
        Check(Timeouts.Length, 1, nameof(Timeouts));

        void Check(int length, int width, string column)
        {
            if (length != (long)Count * width)
            {
                throw new ArgumentException($"{column} has {length} numbers, expected {Count} rows of {width}");
            }
        }
    }
}
