using AwacAkka.Environments;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Actors.Rollouts;

/// <summary>
/// Notes when calls begin and end, so that one that hangs is found from outside. The spaces and the size of the state never change, so
/// they are asked for once, as a part of the construction.
/// </summary>
internal sealed class WatchedEnvironment : EnvironmentWrapper
{
    private readonly Heartbeat heartbeat;

    private WatchedEnvironment(IEnvironment inner, Heartbeat heartbeat)
        : base(inner)
    {
        this.heartbeat = heartbeat;
        (Id, ObservationSpace, ActionSpace, StateSize) = (inner.Id, inner.ObservationSpace, inner.ActionSpace, inner.StateSize);
    }

    public override string Id { get; }

    public override Space ObservationSpace { get; }

    public override Space ActionSpace { get; }

    public override int StateSize { get; }

    /// <summary>Makes an environment under watch.</summary>
    /// <param name="make">Makes it; owned by what is returned.</param>
    /// <param name="heartbeat">Where its calls are noted.</param>
    public static WatchedEnvironment Make(Func<IEnvironment> make, Heartbeat heartbeat)
    {
        using var call = heartbeat.During(EnvironmentCall.Construction);
        return new WatchedEnvironment(make(), heartbeat);
    }

    public override void Reset(ulong seed, Span<double> observation)
    {
        using var call = heartbeat.During(EnvironmentCall.Reset);
        Inner.Reset(seed, observation);
    }

    public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        using var call = heartbeat.During(EnvironmentCall.Step);
        return Inner.Step(action, observation);
    }

    public override void SaveState(Span<byte> destination)
    {
        using var call = heartbeat.During(EnvironmentCall.SaveState);
        Inner.SaveState(destination);
    }

    public override void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        using var call = heartbeat.During(EnvironmentCall.RestoreState);
        Inner.RestoreState(state, observation);
    }

    public override void Dispose()
    {
        using var call = heartbeat.During(EnvironmentCall.Dispose);
        base.Dispose();
    }
}
