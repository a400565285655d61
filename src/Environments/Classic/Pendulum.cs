using AwacAkka.Randomness;

namespace AwacAkka.Environments.Classic;

/// <summary>
/// Pendulum-v1: swing a rod up and hold it with a torque too weak to lift it at once. It never terminates.
/// Observation: cosine and sine of the angle from upright, angular velocity. Action: a torque in [-2, 2], clipped here.
/// </summary>
/// <remarks>Source: Gymnasium's <c>classic_control/pendulum.py</c>; it clips the torque before both the dynamics and the cost.</remarks>
public sealed class Pendulum : ClassicControlEnvironment, IRecomputableReward
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "Pendulum-v1";

    private const double MaxTorque = 2;
    private const double MaxSpeed = 8;
    private const double TimePerStep = 0.05;
    private const double Gravity = 10;
    private const double Mass = 1;
    private const double Length = 1;

    /// <summary>A pendulum before its first episode.</summary>
    public Pendulum()
        : base(RegisteredId, 2, new Box([-1, -1, -MaxSpeed], [1, 1, MaxSpeed]), Box.Uniform(-MaxTorque, MaxTorque, 1))
    {
    }

    /// <inheritdoc />
    protected override void DrawStart(Span<double> state, ref AddressedRandom random)
    {
        state[0] = random.NextUniform(-Math.PI, Math.PI);
        state[1] = random.NextUniform(-1, 1);
    }

    /// <inheritdoc />
    protected override StepResult Act(Span<double> state, ReadOnlySpan<double> action)
    {
        ref var angle = ref state[0];
        ref var velocity = ref state[1];
        var torque = Math.Clamp(action[0], -MaxTorque, MaxTorque);
        var cost = Cost(Wrap(angle), velocity, torque);
        var acceleration = 3 * Gravity / (2 * Length) * Math.Sin(angle) + 3 / (Mass * Length * Length) * torque;
        velocity = Math.Clamp(velocity + acceleration * TimePerStep, -MaxSpeed, MaxSpeed);
        angle += velocity * TimePerStep;
        return new StepResult(-cost, Terminated: false, Truncated: false);
    }

    /// <inheritdoc />
    protected override void Observe(ReadOnlySpan<double> state, Span<double> observation)
    {
        observation[0] = Math.Cos(state[0]);
        observation[1] = Math.Sin(state[0]);
        observation[2] = state[1];
    }

    /// <inheritdoc />
    public double RewardOf(ReadOnlySpan<double> observation, ReadOnlySpan<double> action, ReadOnlySpan<double> successor) =>
        -Cost(Math.Atan2(observation[1], observation[0]), observation[2], Math.Clamp(action[0], -MaxTorque, MaxTorque));

    private static double Cost(double fromUpright, double velocity, double torque) =>
        fromUpright * fromUpright + 0.1 * velocity * velocity + 0.001 * torque * torque;

    /// <summary>The same angle in [-pi, pi).</summary>
    private static double Wrap(double radians) => radians - 2 * Math.PI * Math.Floor((radians + Math.PI) / (2 * Math.PI));
}
