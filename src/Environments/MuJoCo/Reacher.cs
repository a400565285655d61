using AwacAkka.Randomness;

namespace AwacAkka.Environments.MuJoCo;

/// <summary>
/// Reacher-v4 and -v5: a two-link arm in the plane brings its fingertip to a target; each step costs the distance and the squared controls.
/// It never terminates. Observation: cosines and sines of the two joints (4), the target's position (2), the joints' velocities (2),
/// the way from target to fingertip (3; 2 in v5, without z, which is always 0). Action: two motors in [-1, 1].
/// </summary>
/// <remarks>
/// As in Gymnasium, the distance is the one before the step in v4 and the one after it in v5, and fingertip and target are where the
/// engine's last kinematics had them: after a step those are an inner stage old.
/// </remarks>
public sealed class Reacher : MuJoCoEnvironment, IRecomputableReward
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "Reacher-v4";

    private const int FirstTargetCoordinate = 2;
    private const double ResetNoise = 0.1;
    private const double ResetVelocityNoise = 0.005;
    private const double TargetRadius = 0.2;
    private const int WayObserved = 8;

    private static readonly MuJoCoTask V4 = new(RegisteredId, "reacher.xml", FrameSkip: 2, WayObserved + 3, ActionSize: 2);

    private static readonly VersionedTask Tasks = new(V4, V4 with { Id = "Reacher-v5", ObservationSize = WayObserved + 2 });

    private readonly bool paysDistanceAfter;
    private readonly int fingertip = 3 * V4.Model.IndexOf(MuJoCoObject.Body, "fingertip");
    private readonly int target = 3 * V4.Model.IndexOf(MuJoCoObject.Body, "target");

    /// <summary>An environment in the model's default pose.</summary>
    /// <param name="version">Which of Gymnasium's definitions it follows.</param>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public Reacher(GymnasiumVersion version = GymnasiumVersion.V4)
        : base(Tasks[version])
    {
        paysDistanceAfter = version == GymnasiumVersion.V5;
    }

    /// <inheritdoc />
    public double RewardOf(ReadOnlySpan<double> observation, ReadOnlySpan<double> action, ReadOnlySpan<double> successor) =>
        -Math.Sqrt(SumOfSquares((paysDistanceAfter ? successor : observation)[WayObserved..])) - SumOfSquares(action);

    /// <inheritdoc />
    protected override void DrawStart(ref AddressedRandom random)
    {
        AddUniformNoise(SimulationField.Position, ResetNoise, ref random);
        AddUniformNoise(SimulationField.Velocity, ResetVelocityNoise, ref random);
        double x, y;
        do
        {
            x = random.NextUniform(-TargetRadius, TargetRadius);
            y = random.NextUniform(-TargetRadius, TargetRadius);
        }
        while (Math.Sqrt(x * x + y * y) >= TargetRadius);
        Simulation.Write(SimulationField.Position, FirstTargetCoordinate, [x, y]);
        Simulation.Write(SimulationField.Velocity, FirstTargetCoordinate, [0, 0]);
    }

    /// <inheritdoc />
    protected override StepResult Act(ReadOnlySpan<double> action, Span<double> observation)
    {
        var before = Distance();
        Advance(action);
        Observe(observation);
        var distance = paysDistanceAfter ? Distance() : before;
        return new StepResult(-distance - SumOfSquares(action), Terminated: false, Truncated: false);
    }

    /// <inheritdoc />
    protected override void Observe(Span<double> observation)
    {
        for (var joint = 0; joint < 2; joint++)
        {
            (observation[2 + joint], observation[joint]) = Math.SinCos(Simulation.Read(SimulationField.Position, joint));
        }

        Simulation.Read(SimulationField.Position, FirstTargetCoordinate, observation[4..6]);
        Simulation.Read(SimulationField.Velocity, 0, observation[6..8]);
        ReadWay(observation[WayObserved..]);
    }

    private double Distance()
    {
        Span<double> way = stackalloc double[3];
        ReadWay(way);
        return Math.Sqrt(SumOfSquares(way));
    }

    /// <summary>The way's first elements, x before y before z.</summary>
    private void ReadWay(Span<double> way)
    {
        for (var axis = 0; axis < way.Length; axis++)
        {
            way[axis] = Simulation.Read(SimulationField.BodyPosition, fingertip + axis)
                - Simulation.Read(SimulationField.BodyPosition, target + axis);
        }
    }
}
