using AwacAkka.Randomness;

namespace AwacAkka.Environments.MuJoCo;

/// <summary>
/// Ant-v4 and -v5: a four-legged body earns its forward speed and one point per step, less half the squared controls, until its torso
/// leaves the heights from 0.2 to 1 m. Observation: positions without x and y (13), velocities (14), in v5 contact forces (78). Action:
/// eight motors in [-1, 1].
/// </summary>
/// <remarks>
/// As in Gymnasium, v4 neither observes contact forces nor pays for them, and still pays the step that ends the episode its point. v5
/// does not; it observes torque and force on the 13 bodies, each number clipped to [-1, 1], and takes 0.0005 of their squares. The control
/// cost takes the action as it came. The speed is of the torso's world position, which the engine leaves one sub-step's inner stage old
/// after a step, as it does the contact forces, and not of the generalised position. An episode starts with contact forces of zero.
/// </remarks>
public sealed class Ant : MuJoCoEnvironment
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "Ant-v4";

    private const int PositionsObserved = 13;
    private const int VelocitiesObserved = 14;
    private const int StateObserved = PositionsObserved + VelocitiesObserved;
    private const int Bodies = 13;
    private const int PerBody = 6;
    private const double ControlCost = 0.5;
    private const double ContactCost = 5e-4;
    private const double LargestContactForce = 1;
    private const double ResetNoise = 0.1;
    private const double LowestTorso = 0.2;
    private const double HighestTorso = 1;

    private static readonly MuJoCoTask V4 = new(RegisteredId, "ant.xml", FrameSkip: 5, StateObserved, ActionSize: 8);

    private static readonly VersionedTask Tasks = new(
        V4, V4 with { Id = "Ant-v5", ObservationSize = StateObserved + Bodies * PerBody, PaysTheEnd = false, ContactForces = true });

    private readonly MuJoCoTask task;

    private readonly int torsoX = 3 * V4.Model.IndexOf(MuJoCoObject.Body, "torso");

    /// <summary>An environment in the model's default pose.</summary>
    /// <param name="version">Which of Gymnasium's definitions it follows.</param>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public Ant(GymnasiumVersion version = GymnasiumVersion.V4)
        : base(Tasks[version])
    {
        task = Tasks[version];
    }

    // Positions and velocities that are not finite end in an exception of the simulation before they are judged here.
    private bool IsHealthy => Simulation.Read(SimulationField.Position, 2) is >= LowestTorso and <= HighestTorso;

    /// <inheritdoc />
    protected override void DrawStart(ref AddressedRandom random)
    {
        // Also over the torso's quaternion; the engine normalises it with the first kinematics.
        AddUniformNoise(SimulationField.Position, ResetNoise, ref random);
        AddNormalNoise(SimulationField.Velocity, ResetNoise, ref random);
    }

    /// <inheritdoc />
    protected override StepResult Act(ReadOnlySpan<double> action, Span<double> observation)
    {
        var before = Simulation.Read(SimulationField.BodyPosition, torsoX);
        Advance(action);
        var speed = (Simulation.Read(SimulationField.BodyPosition, torsoX) - before) / TimePerStep;
        Observe(observation);
        var healthy = IsHealthy;
        var cost = ControlCost * SumOfSquares(action) + ContactCost * SumOfSquares(observation[StateObserved..]);
        return new StepResult(speed + task.HealthyReward(healthy) - cost, Terminated: !healthy, Truncated: false);
    }

    /// <inheritdoc />
    protected override void Observe(Span<double> observation)
    {
        Simulation.Read(SimulationField.Position, 2, observation[..PositionsObserved]);
        Simulation.Read(SimulationField.Velocity, 0, observation[PositionsObserved..StateObserved]);
        var forces = observation[StateObserved..];
        if (!forces.IsEmpty)
        {
            Simulation.Read(SimulationField.ContactForce, PerBody, forces); // behind those on the world, which are always zero
            Clip(forces, LargestContactForce);
        }
    }
}
