using AwacAkka.Randomness;

namespace AwacAkka.Environments.Classic;

/// <summary>
/// MountainCarContinuous-v0: an engine too weak for the hill swings a car up to the flag, which earns 100; each step costs a tenth of
/// the squared action. Observation: position in [-1.2, 0.6], velocity in [-0.07, 0.07]. Action: a force in [-1, 1].
/// </summary>
/// <remarks>
/// Source: Gymnasium's <c>classic_control/continuous_mountain_car.py</c>; it clips the force but takes the cost of the action as it came.
/// </remarks>
public sealed class MountainCarContinuous : ClassicControlEnvironment, IRecomputableReward
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "MountainCarContinuous-v0";

    private const double LeftEnd = -1.2;
    private const double RightEnd = 0.6;
    private const double MaxSpeed = 0.07;
    private const double Flag = 0.45;
    private const double Power = 0.0015;
    private const double Slope = 0.0025;
    private const double FlagReward = 100;
    private const double ActionCost = 0.1;

    /// <summary>A car before its first episode.</summary>
    public MountainCarContinuous()
        : base(RegisteredId, 2, new Box([LeftEnd, -MaxSpeed], [RightEnd, MaxSpeed]), Box.Uniform(-1, 1, 1))
    {
    }

    /// <inheritdoc />
    protected override void DrawStart(Span<double> state, ref AddressedRandom random)
    {
        state[0] = random.NextUniform(-0.6, -0.4);
        state[1] = 0;
    }

    /// <inheritdoc />
    protected override StepResult Act(Span<double> state, ReadOnlySpan<double> action)
    {
        ref var position = ref state[0];
        ref var velocity = ref state[1];
        var force = Math.Clamp(action[0], -1, 1);
        velocity = Math.Clamp(velocity + force * Power - Slope * Math.Cos(3 * position), -MaxSpeed, MaxSpeed);
        position = Math.Clamp(position + velocity, LeftEnd, RightEnd);
        if (position == LeftEnd && velocity < 0)
        {
            velocity = 0; // the left end is a wall
        }

        var arrived = Arrived(position, velocity);
        return new StepResult(Reward(arrived, action[0]), arrived, Truncated: false);
    }

    /// <inheritdoc />
    protected override void Observe(ReadOnlySpan<double> state, Span<double> observation) => state.CopyTo(observation);

    /// <inheritdoc />
    public double RewardOf(ReadOnlySpan<double> observation, ReadOnlySpan<double> action, ReadOnlySpan<double> successor) =>
        Reward(Arrived(successor[0], successor[1]), action[0]);

    private static bool Arrived(double position, double velocity) => position >= Flag && velocity >= 0;

    private static double Reward(bool arrived, double action) => (arrived ? FlagReward : 0) - ActionCost * action * action;
}
