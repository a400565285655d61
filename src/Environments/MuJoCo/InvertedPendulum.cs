using AwacAkka.Randomness;

namespace AwacAkka.Environments.MuJoCo;

/// <summary>
/// InvertedPendulum-v4 and -v5: a cart balances a pole, one point per step, until the pole leans by more than 0.2 rad. In v4 that step is
/// still paid its point, in v5 it is not.
/// Observation: cart position, pole angle, and their velocities. Action: one motor in [-3, 3].
/// </summary>
public sealed class InvertedPendulum : MuJoCoEnvironment, IRecomputableReward
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "InvertedPendulum-v4";

    private const int Coordinates = 2;
    private const double LargestLean = 0.2;
    private const double ResetNoise = 0.01;

    private static readonly MuJoCoTask V4 = new(RegisteredId, "inverted_pendulum.xml", FrameSkip: 2, ObservationSize: 2 * Coordinates, ActionSize: 1, LargestControl: 3);

    private static readonly VersionedTask Tasks = new(V4, V4 with { Id = "InvertedPendulum-v5", PaysTheEnd = false });

    private readonly MuJoCoTask task;

    /// <summary>An environment in the model's default pose.</summary>
    /// <param name="version">Which of Gymnasium's definitions it follows.</param>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public InvertedPendulum(GymnasiumVersion version = GymnasiumVersion.V4)
        : base(Tasks[version])
    {
        task = Tasks[version];
    }

    /// <inheritdoc />
    public double RewardOf(ReadOnlySpan<double> observation, ReadOnlySpan<double> action, ReadOnlySpan<double> successor) =>
        task.HealthyReward(IsUpright(successor));

    /// <inheritdoc />
    protected override void DrawStart(ref AddressedRandom random)
    {
        AddUniformNoise(SimulationField.Position, ResetNoise, ref random);
        AddUniformNoise(SimulationField.Velocity, ResetNoise, ref random);
    }

    /// <inheritdoc />
    protected override StepResult Act(ReadOnlySpan<double> action, Span<double> observation)
    {
        Advance(action);
        Observe(observation);
        var upright = IsUpright(observation);
        return new StepResult(task.HealthyReward(upright), Terminated: !upright, Truncated: false);
    }

    /// <inheritdoc />
    protected override void Observe(Span<double> observation)
    {
        Simulation.Read(SimulationField.Position, 0, observation[..Coordinates]);
        Simulation.Read(SimulationField.Velocity, 0, observation[Coordinates..]);
    }

    private static bool IsUpright(ReadOnlySpan<double> observation) => Math.Abs(observation[1]) <= LargestLean;
}
