using AwacAkka.Data.Transitions;

namespace AwacAkka.Learning.Training;

/// <summary>What an algorithm may look at before the first update.</summary>
/// <param name="offline">The buffer with the offline data, perhaps none; and what was collected since, for an algorithm that begins online.</param>
/// <param name="dimensions">The task's sizes.</param>
/// <param name="normaliser">What the learner sees observations through, if anything.</param>
/// <param name="note">Hears what was done about the state, a sentence each.</param>
/// <param name="count">How many of the buffer's transitions there are to look at, the first rows; all where null.</param>
public sealed class Preparation(ReplayBuffer offline, Dimensions dimensions, Normaliser? normaliser, Action<string> note, int? count = null)
{
    private readonly int rows = count ?? offline.Count;

    /// <summary>The task's sizes.</summary>
    public Dimensions Dimensions { get; } = dimensions;

    /// <summary>Whether there are offline data.</summary>
    public bool HasData => rows > 0;

    /// <summary>Hears what was done about the state, a sentence each.</summary>
    public Action<string> Note { get; } = note;

    /// <summary>Transitions at even distances, their observations as the learner sees them.</summary>
    /// <param name="largest">Most transitions.</param>
    public TransitionBatch Sample(int largest)
    {
        var size = Math.Min(rows, largest);
        var batch = new TransitionBatch(size, Dimensions.Observation, Dimensions.Action);
        offline.Gather([.. Enumerable.Range(0, size).Select(i => (int)((long)i * rows / size))], batch, normaliser);
        return batch;
    }
}
