using AwacAkka.Environments;
using AwacAkka.Environments.Classic;
using AwacAkka.Randomness;

namespace Robots;

/// <summary>
/// Docking-v0, an environment in plain C#: a mass on a line is brought to rest at zero by a force too weak to stop it at once.
/// Observation: position and velocity. Action: a force in [-1, 1]. It ends, at a loss, where the mass leaves the line.
/// </summary>
/// <remarks>
/// All that later steps depend on is in <c>state</c>: that is what makes a run repeatable. Draw only from the generator that is
/// handed in, use no clock and no static variable, and allocate nothing in <see cref="Act"/>.
/// </remarks>
public sealed class Docking : ClassicControlEnvironment
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "Docking-v0";

    private const double HalfLine = 2;
    private const double TimePerStep = 0.1;
    private const double Loss = -50;

    /// <summary>A mass before its first episode.</summary>
    public Docking()
        : base(RegisteredId, stateLength: 2, Box.Uniform(double.NegativeInfinity, double.PositiveInfinity, 2), Box.Uniform(-1, 1, 1))
    {
    }

    /// <inheritdoc />
    protected override void DrawStart(Span<double> state, ref AddressedRandom random)
    {
        state[0] = random.NextUniform(-1, 1);
        state[1] = random.NextUniform(-0.5, 0.5);
    }

    /// <inheritdoc />
    protected override StepResult Act(Span<double> state, ReadOnlySpan<double> action)
    {
        var force = Math.Clamp(action[0], -1, 1);
        state[1] += force * TimePerStep;
        state[0] += state[1] * TimePerStep;
        var lost = Math.Abs(state[0]) > HalfLine;
        var cost = state[0] * state[0] + 0.1 * state[1] * state[1] + 0.01 * force * force;
        return new StepResult(lost ? Loss : -cost, Terminated: lost, Truncated: false);
    }

    /// <inheritdoc />
    protected override void Observe(ReadOnlySpan<double> state, Span<double> observation) => state.CopyTo(observation);
}
