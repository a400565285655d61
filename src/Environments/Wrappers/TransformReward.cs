namespace AwacAkka.Environments.Wrappers;

/// <summary>
/// Scales and shifts rewards, after Gymnasium's wrapper of that name with the linear functions that reward shaping comes down to:
/// a reward r becomes <c>scale r + shift</c>.
/// </summary>
/// <remarks>
/// An offer to those who register environments of their own: the program itself scales rewards where the learner reads them
/// (<c>algorithm.reward-scale</c>), so that returns are told as the task pays them.
/// </remarks>
public sealed class TransformReward : EnvironmentWrapper
{
    private readonly double scale;
    private readonly double shift;

    /// <summary>Wraps an environment, which it then owns.</summary>
    /// <param name="inner">What to wrap.</param>
    /// <param name="scale">The factor of the reward; finite.</param>
    /// <param name="shift">What is added to the scaled reward; finite.</param>
    /// <exception cref="ArgumentException">A number that is not finite.</exception>
    public TransformReward(IEnvironment inner, double scale, double shift)
        : base(inner)
    {
        if (!double.IsFinite(scale) || !double.IsFinite(shift))
        {
            throw new ArgumentException($"Rewards of {Inner.Id} cannot be scaled by {scale} and shifted by {shift}: both must be finite.");
        }

        this.scale = scale;
        this.shift = shift;
    }

    /// <inheritdoc />
    public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        var result = Inner.Step(action, observation);
        return result with { Reward = scale * result.Reward + shift };
    }
}
