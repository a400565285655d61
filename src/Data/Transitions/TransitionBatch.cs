namespace AwacAkka.Data.Transitions;

/// <summary>A batch of transitions in preallocated, row-major, pinned single precision arrays.</summary>
/// <param name="capacity">Most transitions it can hold.</param>
/// <param name="observationDimension">Numbers per observation.</param>
/// <param name="actionDimension">Numbers per action.</param>
public sealed class TransitionBatch(int capacity, int observationDimension, int actionDimension)
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
}
