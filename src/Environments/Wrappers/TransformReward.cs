namespace AwacAkka.Environments.Wrappers;

/// <summary>
/// Scales and shifts rewards, after Gymnasium's wrapper of that name with the linear functions that reward shaping comes down to:
/// a reward r becomes <c>scale r + shift</c>. The state has nothing to add to the environment's own.
/// </summary>
public sealed class TransformReward : IEnvironment
{
    private readonly IEnvironment inner;
    private readonly double scale;
    private readonly double shift;

    /// <summary>Wraps an environment, which it then owns.</summary>
    /// <param name="inner">What to wrap.</param>
    /// <param name="scale">The factor of the reward; finite.</param>
    /// <param name="shift">What is added to the scaled reward; finite.</param>
    /// <exception cref="ArgumentException">A number that is not finite.</exception>
    public TransformReward(IEnvironment inner, double scale, double shift)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (!double.IsFinite(scale) || !double.IsFinite(shift))
        {
            throw new ArgumentException($"Rewards of {inner.Id} cannot be scaled by {scale} and shifted by {shift}: both must be finite.");
        }

        this.inner = inner;
        this.scale = scale;
        this.shift = shift;
    }

    /// <inheritdoc />
    public string Id => inner.Id;

    /// <inheritdoc />
    public Space ObservationSpace => inner.ObservationSpace;

    /// <inheritdoc />
    public Space ActionSpace => inner.ActionSpace;

    /// <inheritdoc />
    public int StateSize => inner.StateSize;

    /// <inheritdoc />
    public void Reset(ulong seed, Span<double> observation) => inner.Reset(seed, observation);

    /// <inheritdoc />
    public StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        var result = inner.Step(action, observation);
        return result with { Reward = scale * result.Reward + shift };
    }

    /// <inheritdoc />
    public void SaveState(Span<byte> destination) => inner.SaveState(destination);

    /// <inheritdoc />
    public void RestoreState(ReadOnlySpan<byte> state, Span<double> observation) => inner.RestoreState(state, observation);

    /// <inheritdoc />
    public void Dispose() => inner.Dispose();
}
