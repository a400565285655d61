namespace AwacAkka.Data.Transitions;

/// <summary>A batch of transitions in preallocated, row-major, pinned single precision arrays.</summary>
/// <param name="capacity">Most transitions it can hold.</param>
/// <param name="observationDimension">Numbers per observation.</param>
/// <param name="actionDimension">Numbers per action.</param>
/// <param name="columns">Columns that it has beside the transitions themselves; the arrays of the others are empty.</param>
public sealed class TransitionBatch(int capacity, int observationDimension, int actionDimension, BatchColumns columns = BatchColumns.None)
{
    /// <summary>Transitions in use, at most the capacity.</summary>
    public int Size { get; set; } = capacity;

    /// <summary>Numbers per observation.</summary>
    public int ObservationDimension { get; } = observationDimension;

    /// <summary>Numbers per action.</summary>
    public int ActionDimension { get; } = actionDimension;

    /// <summary>s, [Size, ObservationDimension].</summary>
    public float[] Observations { get; } = GC.AllocateArray<float>(capacity * observationDimension, pinned: true);

    /// <summary>a, [Size, ActionDimension].</summary>
    public float[] Actions { get; } = GC.AllocateArray<float>(capacity * actionDimension, pinned: true);

    /// <summary>r, [Size].</summary>
    public float[] Rewards { get; } = GC.AllocateArray<float>(capacity, pinned: true);

    /// <summary>s', [Size, ObservationDimension].</summary>
    public float[] NextObservations { get; } = GC.AllocateArray<float>(capacity * observationDimension, pinned: true);

    /// <summary>1 where s' is terminal, else 0, [Size]. Truncation is not termination.</summary>
    public float[] Terminated { get; } = GC.AllocateArray<float>(capacity, pinned: true);

    /// <summary>The action that the data take at s', 0 where that is not known, [Size, ActionDimension].</summary>
    public float[] NextActions { get; } = GC.AllocateArray<float>(Rows(columns, capacity, BatchColumns.NextAction) * actionDimension, pinned: true);

    /// <summary>1 where <see cref="NextActions"/> is known, else 0, [Size].</summary>
    public float[] HasNextAction { get; } = GC.AllocateArray<float>(Rows(columns, capacity, BatchColumns.NextAction), pinned: true);

    /// <summary>Sum of gamma^k r_k over the n transitions from this one to the last of its episode that is known, [Size].</summary>
    public float[] Returns { get; } = GC.AllocateArray<float>(Rows(columns, capacity, BatchColumns.Return), pinned: true);

    /// <summary>gamma^n, what a value at <see cref="LastObservations"/> counts in the return; 0 where the episode terminated there, [Size].</summary>
    public float[] ReturnDiscounts { get; } = GC.AllocateArray<float>(Rows(columns, capacity, BatchColumns.Return), pinned: true);

    /// <summary>The last of those rewards, [Size].</summary>
    public float[] LastRewards { get; } = GC.AllocateArray<float>(Rows(columns, capacity, BatchColumns.Return), pinned: true);

    /// <summary>s' of the last of those transitions, [Size, ObservationDimension].</summary>
    public float[] LastObservations { get; } = GC.AllocateArray<float>(Rows(columns, capacity, BatchColumns.Return) * observationDimension, pinned: true);

    /// <summary>gamma^n, what a value at s' counts, s' being n steps on and r their discounted rewards; 0 where the episode terminated there, [Size].</summary>
    public float[] Discounts { get; } = GC.AllocateArray<float>(Rows(columns, capacity, BatchColumns.Steps), pinned: true);

    /// <summary>1 where the next row is the next step of the same episode, else 0, [Size].</summary>
    public float[] GoesOn { get; } = GC.AllocateArray<float>(Rows(columns, capacity, BatchColumns.Succession), pinned: true);

    /// <summary>Rows in front that are the newest round's transitions, whole and in their order; 0 where all were drawn.</summary>
    public int Fresh { get; set; }

    private static int Rows(BatchColumns columns, int capacity, BatchColumns column) => columns.HasFlag(column) ? capacity : 0;
}
