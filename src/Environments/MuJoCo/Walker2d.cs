using AwacAkka.Randomness;

namespace AwacAkka.Environments.MuJoCo;

/// <summary>
/// Walker2d-v4 and -v5: a planar two-legged body earns its forward speed and one point per step, less a thousandth of the squared controls,
/// until it falls. Observation: positions without x (8), velocities clipped to [-10, 10] (9). Action: six motors in [-1, 1].
/// </summary>
/// <remarks>
/// As in Gymnasium, the engine clips controls to their range but the control cost takes the action as it came. In v4 the step that falls
/// is still paid its point and the right foot slides more easily than the left; in v5 it is not, and both grip as the left does.
/// </remarks>
public sealed class Walker2d : MuJoCoEnvironment
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "Walker2d-v4";

    private const int PositionsObserved = 8;
    private const double ControlCost = 1e-3;
    private const double ResetNoise = 0.005;
    private const double VelocityObserved = 10;
    private const double LowestTorso = 0.8;
    private const double HighestTorso = 2;
    private const double LargestLean = 1;

    private static readonly MuJoCoTask V4 = new(RegisteredId, "walker2d.xml", FrameSkip: 4, ObservationSize: 17, ActionSize: 6);

    private static readonly VersionedTask Tasks = new(V4, V4 with { Id = "Walker2d-v5", Resource = "walker2d_v5.xml", PaysTheEnd = false });

    private readonly MuJoCoTask task;

    /// <summary>An environment in the model's default pose.</summary>
    /// <param name="version">Which of Gymnasium's definitions it follows.</param>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public Walker2d(GymnasiumVersion version = GymnasiumVersion.V4)
        : base(Tasks[version])
    {
        task = Tasks[version];
    }

    private bool IsHealthy =>
        Simulation.Read(SimulationField.Position, 1) is > LowestTorso and < HighestTorso
        && Math.Abs(Simulation.Read(SimulationField.Position, 2)) < LargestLean;

    /// <inheritdoc />
    protected override void DrawStart(ref AddressedRandom random)
    {
        AddUniformNoise(SimulationField.Position, ResetNoise, ref random);
        AddUniformNoise(SimulationField.Velocity, ResetNoise, ref random);
    }

    /// <inheritdoc />
    protected override StepResult Act(ReadOnlySpan<double> action, Span<double> observation)
    {
        var before = Simulation.Read(SimulationField.Position, 0);
        Advance(action);
        var speed = (Simulation.Read(SimulationField.Position, 0) - before) / TimePerStep;
        Observe(observation);
        var healthy = IsHealthy;
        return new StepResult(speed + task.HealthyReward(healthy) - ControlCost * SumOfSquares(action), Terminated: !healthy, Truncated: false);
    }

    /// <inheritdoc />
    protected override void Observe(Span<double> observation)
    {
        Simulation.Read(SimulationField.Position, 1, observation[..PositionsObserved]);
        var velocities = observation[PositionsObserved..];
        Simulation.Read(SimulationField.Velocity, 0, velocities);
        ClipVelocities(velocities, VelocityObserved);
    }
}
