using System.Runtime.InteropServices;
using AwacAkka.Randomness;

namespace AwacAkka.Environments;

/// <summary>
/// Pendulum-v1: swing a rod up and hold it with a torque too weak to lift it at once. It never terminates.
/// Observation: cosine and sine of the angle from upright, angular velocity. Action: a torque in [-2, 2], clipped here.
/// </summary>
/// <remarks>Source: Gymnasium's <c>classic_control/pendulum.py</c>; it clips the torque before both the dynamics and the cost.</remarks>
public sealed class Pendulum : IEnvironment
{
    /// <summary>The registered id.</summary>
    public const string RegisteredId = "Pendulum-v1";

    private const double MaxTorque = 2;
    private const double MaxSpeed = 8;
    private const double TimePerStep = 0.05;
    private const double Gravity = 10;
    private const double Mass = 1;
    private const double Length = 1;

    private double angle;
    private double velocity;
    private bool started;
    private bool disposed;

    /// <inheritdoc />
    public string Id => RegisteredId;

    /// <inheritdoc />
    public Space ObservationSpace { get; } = new Box([-1, -1, -MaxSpeed], [1, 1, MaxSpeed]);

    /// <inheritdoc />
    public Space ActionSpace { get; } = Box.Uniform(-MaxTorque, MaxTorque, 1);

    /// <inheritdoc />
    public int StateSize => 2 * sizeof(double);

    /// <inheritdoc />
    public void Reset(ulong seed, Span<double> observation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentChecks.CheckObservation(Id, ObservationSpace, observation);
        var random = new AddressedRandom(seed, DrawPurpose.Reset);
        angle = random.NextUniform(-Math.PI, Math.PI);
        velocity = random.NextUniform(-1, 1);
        started = true;
        Observe(observation);
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">No episode has been started.</exception>
    public StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentChecks.CheckStep(this, started, action, observation);
        var torque = Math.Clamp(action[0], -MaxTorque, MaxTorque);
        var fromUpright = Wrap(angle);
        var cost = fromUpright * fromUpright + 0.1 * velocity * velocity + 0.001 * torque * torque;
        var acceleration = 3 * Gravity / (2 * Length) * Math.Sin(angle) + 3 / (Mass * Length * Length) * torque;
        velocity = Math.Clamp(velocity + acceleration * TimePerStep, -MaxSpeed, MaxSpeed);
        angle += velocity * TimePerStep;
        Observe(observation);
        return new StepResult(-cost, Terminated: false, Truncated: false);
    }

    /// <inheritdoc />
    public void SaveState(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentChecks.CheckState(Id, StateSize, destination.Length);
        MemoryMarshal.Write(destination, angle);
        MemoryMarshal.Write(destination[sizeof(double)..], velocity);
    }

    /// <inheritdoc />
    public void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentChecks.CheckState(Id, StateSize, state.Length);
        ArgumentChecks.CheckObservation(Id, ObservationSpace, observation);
        angle = MemoryMarshal.Read<double>(state);
        velocity = MemoryMarshal.Read<double>(state[sizeof(double)..]);
        started = true;
        Observe(observation);
    }

    /// <inheritdoc />
    public void Dispose() => disposed = true;

    /// <summary>The same angle in [-pi, pi).</summary>
    private static double Wrap(double radians) => radians - 2 * Math.PI * Math.Floor((radians + Math.PI) / (2 * Math.PI));

    private void Observe(Span<double> observation)
    {
        observation[0] = Math.Cos(angle);
        observation[1] = Math.Sin(angle);
        observation[2] = velocity;
    }
}
