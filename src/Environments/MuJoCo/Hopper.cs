using AwacAkka.Randomness;

namespace AwacAkka.Environments.MuJoCo;

/// <summary>
/// Hopper-v4 and -v5: a planar one-legged body earns its forward speed and one point per step, less a thousandth of the squared controls,
/// until it falls. Observation: positions without x (5), velocities clipped to [-10, 10] (6). Action: three motors in [-1, 1].
/// </summary>
/// <remarks>
/// As in Gymnasium, the engine clips controls to their range but the control cost takes the action as it came, and falling is judged by
/// velocities as they are, unclipped. The step that falls is still paid its point in v4, and not in v5.
/// </remarks>
public sealed class Hopper : MuJoCoEnvironment
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "Hopper-v4";

    private const int PositionsObserved = 5;
    private const double ControlCost = 1e-3;
    private const double ResetNoise = 0.005;
    private const double VelocityObserved = 10;
    private const double LowestTorso = 0.7;
    private const double LargestLean = 0.2;
    private const double LargestState = 100;

    private static readonly MuJoCoTask V4 = new(RegisteredId, "hopper.xml", FrameSkip: 4, ObservationSize: 11, ActionSize: 3);

    private static readonly VersionedTask Tasks = new(V4, V4 with { Id = "Hopper-v5", PaysTheEnd = false });

    private readonly MuJoCoTask task;

    /// <summary>An environment in the model's default pose.</summary>
    /// <param name="version">Which of Gymnasium's definitions it follows.</param>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public Hopper(GymnasiumVersion version = GymnasiumVersion.V4)
        : base(Tasks[version])
    {
        task = Tasks[version];
    }

    private bool IsHealthy
    {
        get
        {
            var healthy = Simulation.Read(SimulationField.Position, 1) > LowestTorso
                && Math.Abs(Simulation.Read(SimulationField.Position, 2)) < LargestLean;
            for (var i = 2; i < Simulation.Length(SimulationField.Position); i++)
            {
                healthy &= Math.Abs(Simulation.Read(SimulationField.Position, i)) < LargestState;
            }

            for (var i = 0; i < Simulation.Length(SimulationField.Velocity); i++)
            {
                healthy &= Math.Abs(Simulation.Read(SimulationField.Velocity, i)) < LargestState;
            }

            return healthy;
        }
    }

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
