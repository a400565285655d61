using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Dqn;

/// <summary>What becomes of a temporal difference.</summary>
public enum DifferenceLoss
{
    /// <summary>d^2.</summary>
    Squared,

    /// <summary>d^2 / 2 up to 1, |d| - 1/2 beyond: the gradient is clipped to [-1, 1].</summary>
    Huber,
}

/// <summary>DQN's values (Mnih et al. 2015). The defaults are CleanRL's for CartPole; see <see cref="DqnPresets"/>. There is no policy beside the critic.</summary>
[WithoutKeys(nameof(PolicyHidden), nameof(PolicyLearningRate))]
public sealed record DqnConfig : BootstrapConfig
{
    /// <inheritdoc />
    public override string Algorithm => "dqn";

    /// <summary>Updates between two copies of the network into its target.</summary>
    [ConfigKey(Maximum = 1_000_000)]
    public int TargetUpdates { get; init; } = 50;

    /// <summary>Whether the network chooses the action that its target values (double Q-learning), or the target does both.</summary>
    [ConfigKey]
    public bool DoubleQ { get; init; }

    /// <summary>What becomes of a temporal difference: its square, or Huber's loss, which is linear beyond 1.</summary>
    [ConfigKey]
    public DifferenceLoss DifferenceLoss { get; init; }

    /// <summary>Probability of a random choice before the first update.</summary>
    [ConfigKey(NumberRange.Proportion)]
    public float EpsilonStart { get; init; } = 1;

    /// <summary>Probability of a random choice after epsilon-updates. Evaluations take the best choice always.</summary>
    [ConfigKey(NumberRange.Proportion)]
    public float EpsilonEnd { get; init; } = 0.05f;

    /// <summary>Updates over which the probability moves from one to the other; those of an offline phase count.</summary>
    [ConfigKey(Minimum = 0)]
    public int EpsilonUpdates { get; init; } = 25_000;

    /// <summary>Probability of a random choice after so many updates.</summary>
    public float EpsilonAfter(long updates) => updates >= EpsilonUpdates
        ? EpsilonEnd
        : (float)(EpsilonStart + ((double)EpsilonEnd - EpsilonStart) * updates / EpsilonUpdates);

    /// <summary>Whether the network is copied into its target after an update.</summary>
    /// <param name="update">Its number, the first is 1.</param>
    public bool CopiesTarget(long update) => update % TargetUpdates == 0;
}
