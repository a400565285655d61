using AwacAkka.Collecting;
using AwacAkka.Environments.Faults;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Actors.Rollouts;

/// <summary>Runs rollouts on the calling thread.</summary>
internal sealed class LocalRunner : IRolloutRunner
{
    private readonly ulong seed;
    private readonly WatchedEnvironment environment;
    private readonly FaultInjection? faults;
    private readonly SlotRollout slots;
    private readonly EpisodeRollout episodes;
    private readonly IDisposable? owned;
    private PolicySnapshot? snapshot;
    private PolicyNetwork? policy;

    /// <summary>Makes the environment.</summary>
    /// <param name="setting">What the rollouts depend on.</param>
    /// <param name="heartbeat">Where calls are noted.</param>
    /// <param name="process">Number of this process in the run; it addresses faults of construction and disposal, and nothing else.</param>
    /// <param name="number">Number of the environment in this process, for the same.</param>
    /// <param name="owned">What ends with it.</param>
    public LocalRunner(RolloutSetting setting, Heartbeat heartbeat, uint process, uint number, IDisposable? owned = null)
    {
        (seed, this.owned) = (setting.Seed, owned);
        FaultInjection? injection = null;
        environment = WatchedEnvironment.Make(
            () => setting.Faults.Any
                ? injection = FaultInjection.Make(
                    () => PolicyEnvironment.Make(setting.Environment),
                    setting.Faults,
                    new AddressedRandom(setting.Seed, DrawPurpose.LifeFault, number, process),
                    heartbeat.Abandoned)
                : PolicyEnvironment.Make(setting.Environment),
            heartbeat);
        faults = injection;
        slots = new SlotRollout(environment, seed);
        episodes = new EpisodeRollout(environment, seed, PolicyEnvironment.LongestEpisode(setting.Environment));
    }

    /// <inheritdoc />
    public SlotResult Run(RunSlot slot)
    {
        faults?.Arm(AddressedRandom.DeriveSeed(seed, DrawPurpose.Fault, slot.Attempt, slot.Start.Address), slot.Start.Step);
        return slots.Run(slot.Start, Network(slot.Policy), slot.Steps);
    }

    /// <inheritdoc />
    public EpisodeState Run(RunEpisode episode)
    {
        var evaluation = AddressedRandom.DeriveSeed(seed, DrawPurpose.EvaluationFault, (uint)episode.Phase, (uint)episode.Round);
        var attempt = AddressedRandom.DeriveSeed(evaluation, DrawPurpose.EvaluationFault, episode.Attempt, episode.Start.Episode);
        faults?.Arm(attempt, (uint)episode.Start.Length);
        return episodes.Run(Network(episode.Policy)!, episode.Start, episode.Steps);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        environment.Dispose();
        owned?.Dispose();
    }

    private PolicyNetwork? Network(PolicySnapshot? wanted)
    {
        if (!ReferenceEquals(snapshot, wanted))
        {
            policy = wanted is null ? null : new PolicyNetwork(wanted);
            snapshot = wanted;
        }

        return policy;
    }
}

/// <summary>Runners on threads of this process.</summary>
/// <param name="setting">What the rollouts depend on.</param>
public sealed class LocalRunners(RolloutSetting setting) : IRolloutRunners
{
    private const uint ThisProcess = 0;
    private readonly CancellationTokenSource end = new();
    private uint made;

    /// <inheritdoc />
    public IRolloutRunner Create(Heartbeat heartbeat)
    {
        // A call that only pretends to hang must not keep its thread when the run is over.
        var abandonment = end.Token.Register(heartbeat.Abandon);
        try
        {
            return new LocalRunner(setting, heartbeat, ThisProcess, Interlocked.Increment(ref made), abandonment);
        }
        catch
        {
            abandonment.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public void Dispose() => end.Cancel();
}
