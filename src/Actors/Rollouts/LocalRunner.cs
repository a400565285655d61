using AwacAkka.Actors.Evaluations;
using AwacAkka.Environments.Wrappers;
using AwacAkka.Learning.Policies;
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
    private PolicySnapshot? snapshot;
    private PolicyNetwork? policy;

    /// <summary>Makes the environment.</summary>
    public LocalRunner(RolloutSetting setting, Heartbeat heartbeat)
    {
        seed = setting.Seed;
        var bare = PolicyEnvironment.Make(setting.Environment);
        faults = setting.Faults.Total > 0 ? new FaultInjection(bare, setting.Faults, heartbeat.Abandoned) : null;
        environment = new WatchedEnvironment(faults ?? bare, heartbeat);
        slots = new SlotRollout(environment, seed);
        episodes = new EpisodeRollout(environment, seed);
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
    public void Dispose() => environment.Dispose();

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
    private readonly CancellationTokenSource end = new();

    /// <inheritdoc />
    public IRolloutRunner Create(Heartbeat heartbeat)
    {
        // A step that only pretends to hang must not keep its thread when the run is over.
        end.Token.Register(heartbeat.Abandon);
        return new LocalRunner(setting, heartbeat);
    }

    /// <inheritdoc />
    public void Dispose() => end.Cancel();
}
