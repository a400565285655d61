namespace AwacAkka.Environments.Wrappers;

/// <summary>Clips actions into the action space's box before the environment sees them, so that also its costs are of the clipped action.</summary>
public sealed class ClipAction : IEnvironment
{
    private readonly IEnvironment inner;
    private readonly double[] low;
    private readonly double[] high;
    private readonly double[] clipped;

    /// <summary>Wraps an environment, which it then owns.</summary>
    /// <exception cref="ArgumentException">The environment's actions are no box.</exception>
    public ClipAction(IEnvironment inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (inner.ActionSpace is not Box box)
        {
            throw new ArgumentException($"Actions of {inner.Id} are {inner.ActionSpace}: only those of a box can be clipped.", nameof(inner));
        }

        this.inner = inner;
        low = [.. box.Low];
        high = [.. box.High];
        clipped = new double[box.Dimension];
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
        if (action.Length != clipped.Length)
        {
            return inner.Step(action, observation); // which says what is wrong
        }

        for (var i = 0; i < clipped.Length; i++)
        {
            // A NaN stays one and is refused by the environment; an infinity is still an error, not a large action.
            clipped[i] = double.IsFinite(action[i]) ? Math.Clamp(action[i], low[i], high[i]) : action[i];
        }

        return inner.Step(clipped, observation);
    }

    /// <inheritdoc />
    public void SaveState(Span<byte> destination) => inner.SaveState(destination);

    /// <inheritdoc />
    public void RestoreState(ReadOnlySpan<byte> state, Span<double> observation) => inner.RestoreState(state, observation);

    /// <inheritdoc />
    public void Dispose() => inner.Dispose();
}
