namespace AwacAkka.Environments.Wrappers;

/// <summary>Clips actions into the action space's box before the environment sees them, so that also its costs are of the clipped action.</summary>
public sealed class ClipAction : EnvironmentWrapper
{
    private readonly double[] low;
    private readonly double[] high;
    private readonly double[] clipped;

    /// <summary>Wraps an environment, which it then owns.</summary>
    /// <exception cref="ArgumentException">The environment's actions are no box.</exception>
    public ClipAction(IEnvironment inner)
        : base(inner)
    {
        if (inner.ActionSpace is not Box box)
        {
            throw new ArgumentException($"Actions of {Inner.Id} are {Inner.ActionSpace}: only those of a box can be clipped.", nameof(inner));
        }

        low = [.. box.Low];
        high = [.. box.High];
        clipped = new double[box.Dimension];
    }

    /// <inheritdoc />
    public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        if (action.Length != clipped.Length)
        {
            return Inner.Step(action, observation); // which says what is wrong
        }

        for (var i = 0; i < clipped.Length; i++)
        {
            // A NaN stays one and is refused by the environment; an infinity is still an error, not a large action.
            clipped[i] = double.IsFinite(action[i]) ? Math.Clamp(action[i], low[i], high[i]) : action[i];
        }

        return Inner.Step(clipped, observation);
    }
}
