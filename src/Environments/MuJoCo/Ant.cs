using AwacAkka.Randomness;

namespace AwacAkka.Environments.MuJoCo;

/// <summary>
/// Ant-v4: a four-legged body earns its forward speed and one point per step, less half the squared controls, until its torso leaves
/// the heights from 0.2 to 1 m. Observation: positions without x and y (13), velocities (14). Action: eight motors in [-1, 1].
/// </summary>
/// <remarks>
/// As in Gymnasium, contact forces are neither observed nor paid for; the control cost takes the action as it came; the step that ends
/// the episode is still paid its point. The speed is of the torso's world position, which the engine leaves one sub-step's inner stage
/// old after a step, and not of the generalised position.
/// </remarks>
public sealed class Ant : MuJoCoEnvironment
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "Ant-v4";

    private const int PositionsObserved = 13;
    private const double ControlCost = 0.5;
    private const double HealthyReward = 1;
    private const double ResetNoise = 0.1;
    private const double LowestTorso = 0.2;
    private const double HighestTorso = 1;

    private static readonly MuJoCoTask Definition =
        new(RegisteredId, "ant.xml", FrameSkip: 5, ObservationSize: 27, ActionSize: 8);

    private readonly int torsoX = 3 * Definition.Model.IndexOf(MuJoCoObject.Body, "torso");

    /// <summary>An environment in the model's default pose.</summary>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public Ant()
        : base(Definition)
    {
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
        return new StepResult(speed + HealthyReward - ControlCost * SumOfSquares(action), Terminated: !IsHealthy, Truncated: false);
    }

    /// <inheritdoc />
    protected override void Observe(Span<double> observation)
    {
        Simulation.Read(SimulationField.Position, 2, observation[..PositionsObserved]);
        Simulation.Read(SimulationField.Velocity, 0, observation[PositionsObserved..]);
    }
}
