using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Sac;

/// <summary>
/// Soft actor-critic with automatic temperature (Haarnoja et al., arXiv 1812.05905); the defaults are that paper's. Behaviour cloning may be added, as in the
/// baseline SAC+BC of AWAC's paper.
/// </summary>
public sealed record SacConfig : SoftConfig
{
    /// <inheritdoc />
    public override string Algorithm => "sac";

    /// <summary>What behaviour cloning counts in the policy's loss: minus the mean log density of the batch's own actions is added so often (SAC+BC). 0 is SAC.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float BehaviourCloningWeight { get; init; }

    /// <summary>The first updates, in which the policy clones the batch's actions and nothing else. The critics are trained in them as ever, and the temperature stands still.</summary>
    [ConfigKey(Minimum = 0)]
    public int BehaviourCloningUpdates { get; init; }

    /// <inheritdoc />
    public override IReadOnlyList<string> CriticNames => ["q1", "q2"];

    /// <summary>Whether the batch's actions count in the policy's loss.</summary>
    public bool Clones => BehaviourCloningWeight > 0;

    /// <summary>Whether nothing else counts in an update.</summary>
    /// <param name="update">Its number, the first is 1.</param>
    public bool IsCloning(long update) => update <= BehaviourCloningUpdates;
}
