using AwacAkka.Randomness;

namespace AwacAkka.Environments.MuJoCo;

/// <summary>
/// HalfCheetah-v4 and -v5, which are the same: a planar two-legged body earns its forward speed less a tenth of the squared controls. It never terminates.
/// Observation: positions without x (8), velocities (9). Action: six motors in [-1, 1].
/// </summary>
/// <remarks>As in Gymnasium, the engine clips controls to their range but the control cost takes the action as it came.</remarks>
public sealed class HalfCheetah : MuJoCoEnvironment
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "HalfCheetah-v4";

    private const int PositionsObserved = 8;
    private const double ControlCost = 0.1;
    private const double ResetNoise = 0.1;

    private static readonly MuJoCoTask V4 = new(RegisteredId, "half_cheetah.xml", FrameSkip: 5, ObservationSize: 17, ActionSize: 6);

    private static readonly VersionedTask Tasks = new(V4, V4 with { Id = "HalfCheetah-v5" });

    /// <summary>An environment in the model's default pose.</summary>
    /// <param name="version">Which of Gymnasium's definitions it follows.</param>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public HalfCheetah(GymnasiumVersion version = GymnasiumVersion.V4)
        : base(Tasks[version])
    {
    }

    /// <inheritdoc />
    protected override void DrawStart(ref AddressedRandom random)
    {
        AddUniformNoise(SimulationField.Position, ResetNoise, ref random);
        AddNormalNoise(SimulationField.Velocity, ResetNoise, ref random);
    }

    /// <inheritdoc />
    protected override StepResult Act(ReadOnlySpan<double> action, Span<double> observation)
    {
        var before = Simulation.Read(SimulationField.Position, 0);
        Advance(action);
        var speed = (Simulation.Read(SimulationField.Position, 0) - before) / TimePerStep;
        Observe(observation);
        return new StepResult(speed - ControlCost * SumOfSquares(action), Terminated: false, Truncated: false);
    }

    /// <inheritdoc />
    protected override void Observe(Span<double> observation)
    {
        Simulation.Read(SimulationField.Position, 1, observation[..PositionsObserved]);
        Simulation.Read(SimulationField.Velocity, 0, observation[PositionsObserved..]);
    }
}
