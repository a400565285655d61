namespace AwacAkka.Environments;

/// <summary>
/// An environment whose reward follows from what is observed of one transition, so that the rewards of logged data can be checked.
/// Only for environments where this is exact up to the rounding of stored observations: a speed that is measured between unobserved
/// positions, as in the locomotion tasks, cannot be told from observations.
/// </summary>
public interface IRecomputableReward
{
    /// <summary>Whether the reward that this instance pays can be told; one environment may pay one of several rewards.</summary>
    bool IsRewardRecomputable => true;

    /// <summary>The reward of a transition; a pure function, which neither reads nor changes the environment's state.</summary>
    /// <param name="observation">s.</param>
    /// <param name="action">a, in the environment's own box.</param>
    /// <param name="successor">s'.</param>
    double RewardOf(ReadOnlySpan<double> observation, ReadOnlySpan<double> action, ReadOnlySpan<double> successor);
}
