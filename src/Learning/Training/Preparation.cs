using AwacAkka.Data.Transitions;

namespace AwacAkka.Learning.Training;

/// <summary>What an algorithm may look at before the first update.</summary>
/// <param name="offline">The buffer, which holds the offline data and nothing else; perhaps none.</param>
/// <param name="dimensions">The task's sizes.</param>
/// <param name="normaliser">What the learner sees observations through, if anything.</param>
/// <param name="note">Hears what was done about the state, a sentence each.</param>
public sealed class Preparation(ReplayBuffer offline, Dimensions dimensions, Normaliser? normaliser, Action<string> note)
{
    /// <summary>Whether there are offline data.</summary>
    public bool HasData => offline.Count > 0;

    /// <summary>Hears what was done about the state, a sentence each.</summary>
    public Action<string> Note { get; } = note;

    /// <summary>Transitions at even distances, their observations as the learner sees them.</summary>
    /// <param name="largest">Most transitions.</param>
    public TransitionBatch Sample(int largest)
    {
        var count = Math.Min(offline.Count, largest);
        var batch = new TransitionBatch(count, dimensions.Observation, dimensions.Action);
        offline.Gather([.. Enumerable.Range(0, count).Select(i => (int)((long)i * offline.Count / count))], batch, normaliser);
        return batch;
    }
}
