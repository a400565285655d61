using AwacAkka.Actors.Learners;

namespace AwacAkka.Actors.Runs;

/// <summary>The figures of the learner's last rounds: a loss that grows before the learner diverges shows there first.</summary>
internal sealed class DivergenceHistory
{
    private const int RoundsRemembered = 5;
    private readonly Queue<LearnerTrained> recent = new();

    /// <summary>The last rounds, oldest first, without their states.</summary>
    public IReadOnlyList<LearnerTrained> Rounds => [.. recent];

    /// <summary>Keeps a round's figures.</summary>
    public void Add(LearnerTrained trained)
    {
        recent.Enqueue(trained with { State = null });
        if (recent.Count > RoundsRemembered)
        {
            recent.Dequeue();
        }
    }
}
