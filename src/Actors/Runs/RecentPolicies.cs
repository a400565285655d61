using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Runs;

/// <summary>The policies that a run may still need: those that its next rounds are collected with, and those that are being judged.</summary>
internal sealed class RecentPolicies
{
    private readonly Dictionary<int, PolicySnapshot> versions = [];
    private readonly Dictionary<(RunPhase, int), PolicySnapshot> judged = [];
    private PolicySnapshot? toJudge;

    /// <summary>The policy to judge and to keep, after the last round that was trained.</summary>
    public PolicySnapshot Latest => toJudge ?? throw new InvalidOperationException("no policy has been trained or begun with yet");

    /// <summary>The policy with so many trained online rounds behind it.</summary>
    public PolicySnapshot this[int version] => versions[version];

    /// <summary>Takes in the policy that the run goes on from.</summary>
    /// <param name="version">Trained online rounds behind it.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="toJudge">What of it is judged and kept: itself, or its average.</param>
    /// <param name="before">That of one round before, where it is known.</param>
    public void Begin(int version, PolicySnapshot policy, PolicySnapshot toJudge, PolicySnapshot? before)
    {
        (versions[version], this.toJudge) = (policy, toJudge);
        if (before is not null)
        {
            versions[version - 1] = before;
        }
    }

    /// <summary>Takes in a round that was trained. With a pipeline of depth 1, a round is collected with the policy of one round before.</summary>
    public void Add(LearnerTrained trained)
    {
        var version = trained.Phase == RunPhase.Online ? trained.Round + 1 : 0;
        (versions[version], toJudge) = (trained.Policy, trained.Judged);
        versions.Remove(version - 2);
    }

    /// <summary>The policy that is to be judged, the latest; kept for as long as it is.</summary>
    /// <param name="step">Its round.</param>
    /// <param name="evaluating">All rounds whose policies are being judged.</param>
    public PolicySnapshot Judge(RunStep.Evaluate step, IReadOnlySet<(RunPhase, int)> evaluating)
    {
        foreach (var ended in judged.Keys.Where(round => !evaluating.Contains(round)).ToArray())
        {
            judged.Remove(ended);
        }

        return judged[(step.Phase, step.Round)] = Latest;
    }

    /// <summary>The policy after a round, which is being judged.</summary>
    public PolicySnapshot Judged(RunPhase phase, int round) => judged[(phase, round)];
}
