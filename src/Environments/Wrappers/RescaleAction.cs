namespace AwacAkka.Environments.Wrappers;

/// <summary>Takes actions in [-1, 1] and scales them linearly to the environment's box, after Gymnasium's wrapper of that name.</summary>
public sealed class RescaleAction : EnvironmentWrapper
{
    private readonly double[] low;
    private readonly double[] half;
    private readonly double[] scaled;

    /// <summary>Wraps an environment, which it then owns.</summary>
    /// <exception cref="ArgumentException">The environment's actions are no bounded box.</exception>
    public RescaleAction(IEnvironment inner)
        : base(inner)
    {
        if (inner.ActionSpace is not Box box || !box.Low.All(double.IsFinite) || !box.High.All(double.IsFinite))
        {
            throw new ArgumentException(
                $"Actions of {Inner.Id} are {Inner.ActionSpace}: only those of a bounded box can be rescaled.", nameof(inner));
        }

        low = [.. box.Low];
        half = [.. box.Low.Zip(box.High, (l, h) => (h - l) / 2)];
        scaled = new double[box.Dimension];
        ActionSpace = Box.Uniform(-1, 1, box.Dimension);
    }

    /// <inheritdoc />
    public override Space ActionSpace { get; }

    /// <inheritdoc />
    public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        if (action.Length != scaled.Length)
        {
            return Inner.Step(action, observation); // which says what is wrong
        }

        for (var i = 0; i < scaled.Length; i++)
        {
            // A box that is [-1, 1] already stays exact to the bit.
            scaled[i] = low[i] == -1 && half[i] == 1 ? action[i] : low[i] + (action[i] + 1) * half[i];
        }

        return Inner.Step(scaled, observation);
    }
}
