using AwacAkka.Environments;

namespace AwacAkka.Actors.Rollouts;

/// <summary>
/// Notes when calls begin and end, so that one that hangs is found from outside. The spaces and the size of the state never change, so
/// they are asked for once, as a part of the construction.
/// </summary>
internal sealed class WatchedEnvironment : IEnvironment
{
    private readonly IEnvironment inner;
    private readonly Heartbeat heartbeat;

    private WatchedEnvironment(IEnvironment inner, Heartbeat heartbeat)
    {
        (this.inner, this.heartbeat) = (inner, heartbeat);
        (Id, ObservationSpace, ActionSpace, StateSize) = (inner.Id, inner.ObservationSpace, inner.ActionSpace, inner.StateSize);
    }

    public string Id { get; }

    public Space ObservationSpace { get; }

    public Space ActionSpace { get; }

    public int StateSize { get; }

    /// <summary>Makes an environment under watch.</summary>
    /// <param name="make">Makes it; owned by what is returned.</param>
    /// <param name="heartbeat">Where its calls are noted.</param>
    public static WatchedEnvironment Make(Func<IEnvironment> make, Heartbeat heartbeat)
    {
        using var call = heartbeat.During(EnvironmentCall.Construction);
        return new WatchedEnvironment(make(), heartbeat);
    }

    public void Reset(ulong seed, Span<double> observation)
    {
        using var call = heartbeat.During(EnvironmentCall.Reset);
        inner.Reset(seed, observation);
    }

    public StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        using var call = heartbeat.During(EnvironmentCall.Step);
        return inner.Step(action, observation);
    }

    public void SaveState(Span<byte> destination)
    {
        using var call = heartbeat.During(EnvironmentCall.SaveState);
        inner.SaveState(destination);
    }

    public void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        using var call = heartbeat.During(EnvironmentCall.RestoreState);
        inner.RestoreState(state, observation);
    }

    public void Dispose()
    {
        using var call = heartbeat.During(EnvironmentCall.Dispose);
        inner.Dispose();
    }
}
