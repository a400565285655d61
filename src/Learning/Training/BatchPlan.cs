using AwacAkka.Randomness;

namespace AwacAkka.Learning.Training;

/// <summary>Standard normals that an update needs for each transition of its batch. Each has an address of its own, so that a new one changes no other.</summary>
/// <param name="Name">Name in messages and golden files.</param>
/// <param name="Purpose">Its address.</param>
/// <param name="Samples">Actions per transition.</param>
public sealed record Draw(string Name, DrawPurpose Purpose, int Samples = 1)
{
    /// <summary>For a' ~ pi(.|s') in the critics' targets.</summary>
    public static Draw NextAction { get; } = new("next_action", DrawPurpose.NextAction);

    /// <summary>For the action sampled at s.</summary>
    public static Draw CurrentAction { get; } = new("current_action", DrawPurpose.CurrentAction);
}

/// <summary>What an update is given: which noise, and what becomes of rewards. Transitions are drawn uniformly, with replacement.</summary>
/// <param name="Draws">The noise.</param>
/// <param name="RewardScale">What rewards are multiplied by.</param>
/// <param name="RewardShift">What is added to them then.</param>
public sealed record BatchPlan(IReadOnlyList<Draw> Draws, float RewardScale = 1, float RewardShift = 0)
{
    /// <summary>The plan of an algorithm whose rewards are scaled and shifted as configured.</summary>
    public static BatchPlan Of(ActorCriticConfig config, params IReadOnlyList<Draw> draws) => new(draws, config.RewardScale, config.RewardShift);
}
