using AwacAkka.Environments;

namespace AwacAkka.Actors.Rollouts;

/// <summary>Notes when calls begin and end, so that one that hangs is found from outside.</summary>
/// <param name="inner">The environment, owned from here on.</param>
/// <param name="heartbeat">Where it is noted.</param>
internal sealed class WatchedEnvironment(IEnvironment inner, Heartbeat heartbeat) : IEnvironment
{
    public string Id => inner.Id;

    public Space ObservationSpace => inner.ObservationSpace;

    public Space ActionSpace => inner.ActionSpace;

    public int StateSize => inner.StateSize;

    public void Reset(ulong seed, Span<double> observation)
    {
        heartbeat.Enter();
        inner.Reset(seed, observation);
        heartbeat.Leave();
    }

    public StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        heartbeat.Enter();
        var result = inner.Step(action, observation);
        heartbeat.Leave();
        return result;
    }

    public void SaveState(Span<byte> destination) => inner.SaveState(destination);

    public void RestoreState(ReadOnlySpan<byte> state, Span<double> observation) => inner.RestoreState(state, observation);

    public void Dispose()
    {
        heartbeat.Leave();
        inner.Dispose();
    }
}
