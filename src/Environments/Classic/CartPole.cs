using AwacAkka.Randomness;

namespace AwacAkka.Environments.Classic;

/// <summary>
/// CartPole-v1: balance a pole on a cart by pushing left (0) or right (1), one point per step, until the pole leans by more than
/// 12 degrees or the cart leaves the track. Observation: cart position and velocity, pole angle and velocity.
/// </summary>
/// <remarks>Source: Gymnasium's <c>classic_control/cartpole.py</c> with its explicit Euler steps; the step that fails is still paid.</remarks>
public sealed class CartPole : ClassicControlEnvironment
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "CartPole-v1";

    private const double Gravity = 9.8;
    private const double PoleMass = 0.1;
    private const double TotalMass = 1 + PoleMass;
    private const double HalfLength = 0.5;
    private const double PoleMoment = PoleMass * HalfLength;
    private const double Push = 10;
    private const double TimePerStep = 0.02;
    private const double LargestPosition = 2.4;
    private const double LargestAngle = 12 * 2 * Math.PI / 360;
    private const double ResetNoise = 0.05;

    /// <summary>A cart before its first episode.</summary>
    public CartPole()
        : base(
            RegisteredId,
            4,
            new Box(
                [-2 * LargestPosition, double.NegativeInfinity, -2 * LargestAngle, double.NegativeInfinity],
                [2 * LargestPosition, double.PositiveInfinity, 2 * LargestAngle, double.PositiveInfinity]),
            new Discrete(2))
    {
    }

    /// <inheritdoc />
    protected override void DrawStart(Span<double> state, ref AddressedRandom random)
    {
        foreach (ref var element in state)
        {
            element = random.NextUniform(-ResetNoise, ResetNoise);
        }
    }

    /// <inheritdoc />
    protected override StepResult Act(Span<double> state, ReadOnlySpan<double> action)
    {
        ref var position = ref state[0];
        ref var velocity = ref state[1];
        ref var angle = ref state[2];
        ref var angularVelocity = ref state[3];
        var force = action[0] == 1 ? Push : -Push;
        var (sine, cosine) = (Math.Sin(angle), Math.Cos(angle));
        var pull = (force + PoleMoment * angularVelocity * angularVelocity * sine) / TotalMass;
        var angularAcceleration = (Gravity * sine - cosine * pull)
            / (HalfLength * (4.0 / 3.0 - PoleMass * cosine * cosine / TotalMass));
        var acceleration = pull - PoleMoment * angularAcceleration * cosine / TotalMass;
        position += TimePerStep * velocity;
        velocity += TimePerStep * acceleration;
        angle += TimePerStep * angularVelocity;
        angularVelocity += TimePerStep * angularAcceleration;
        var failed = Math.Abs(position) > LargestPosition || Math.Abs(angle) > LargestAngle;
        return new StepResult(Reward: 1, failed, Truncated: false);
    }

    /// <inheritdoc />
    protected override void Observe(ReadOnlySpan<double> state, Span<double> observation) => state.CopyTo(observation);
}
