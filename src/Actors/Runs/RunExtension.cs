using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Reporting;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// Changes a run's configuration for the rest of the run, where the rounds that it has recorded are the same with the new one: so a run that is
/// extended is the run that had been so long from the start. What each key may do is said by <see cref="KeyRules"/>.
/// </summary>
/// <param name="current">The configuration that the run has.</param>
/// <param name="history">What the run remembers.</param>
internal sealed class RunExtension(RunConfig current, RunHistory history)
{
    private const string Fork = "start a new run from one of its rounds instead, with 'awac fork RUN --round K --set KEY=VALUE --run DIR'";

    /// <summary>The changed configuration.</summary>
    /// <param name="overrides">Assignments such as <c>online.steps=5000</c>.</param>
    /// <exception cref="RunConfigException">A value is wrong, or a recorded round would have been another with it.</exception>
    public RunConfig Apply(IReadOnlyList<string> overrides)
    {
        var wanted = RunConfigLoader.Change(current, overrides, CheckKey);
        Check(wanted);
        return wanted;
    }

    /// <summary>Looks whether the run can go on with a configuration.</summary>
    /// <exception cref="RunConfigException">A recorded round would have been another with it.</exception>
    public void Check(RunConfig wanted)
    {
        foreach (var change in ConfigChange.Between(current, wanted))
        {
            CheckKey(change);
        }

        CheckRounds(wanted);
        RunConfigLoader.CheckDataset(wanted, history.OfflineTransitions);
    }

    /// <summary>Whether there is more to do than the current configuration asks for.</summary>
    public bool IsLonger(RunConfig wanted) =>
        wanted.Offline.Updates > current.Offline.Updates || wanted.Online.Steps > current.Online.Steps;

    private void CheckKey(ConfigChange change)
    {
        var rule = KeyRules.Find(change.Path) ?? new KeyRule(KeyFreedom.Fixed, "results may depend on it");
        if (rule.Freedom == KeyFreedom.Fixed || (rule.Freedom == KeyFreedom.Upward && Number(change.After) < Number(change.Before)))
        {
            throw Refusal(change, rule.Reason);
        }

        if (change.Path == "replay.capacity" && Appended > current.Replay.Capacity)
        {
            throw Refusal(change, "transitions have been overwritten that a larger buffer would still hold");
        }

        if (change.Path == "rollouts.max-failures" && history.IsQuarantined)
        {
            throw Refusal(change, "a stream has been begun anew after fewer failures");
        }

        if (change.Path == "offline.updates" && (history.Opened.Count > 0 || history.Forked is not null))
        {
            throw Refusal(change, "its online rounds have begun, with the policy that the offline ones led to");
        }
    }

    /// <summary>The last round of a phase may be shorter than the others: in a longer run it would not have been.</summary>
    private void CheckRounds(RunConfig wanted)
    {
        var (old, plan) = (new RunPlan(current, history.Forked), new RunPlan(wanted, history.Forked));
        foreach (var (round, made) in history.Trained.Where(t => t.Phase == RunPhase.Offline).Select(t => (t.Round, old.Updates(t.Phase, t.Round))))
        {
            if (plan.Updates(RunPhase.Offline, round) is var updates && updates != made)
            {
                throw new RunConfigException(
                    $"offline.updates cannot change from {current.Offline.Updates} to {wanted.Offline.Updates} in a run that has begun: "
                    + $"{RunSentences.Name(RunPhase.Offline, round)} was its last and had {made} updates, where a longer run's has {updates}; {Fork}");
            }
        }

        foreach (var round in history.Opened)
        {
            if (Shape(plan, round) != Shape(old, round))
            {
                throw new RunConfigException(
                    $"online.steps cannot change from {current.Online.Steps} to {wanted.Online.Steps} in a run that has begun: "
                    + $"{RunSentences.Name(RunPhase.Online, round)} was its last and had {old.Steps(round)} steps, where a longer run's has "
                    + $"{plan.Steps(round)}; {Fork}");
            }
        }
    }

    /// <summary>Transitions that have gone into the buffer, or are about to.</summary>
    private long Appended => new RunPlan(current, history.Forked).AppendedBefore(
        history.Opened.Count == 0 ? history.Forked?.Round ?? 0 : history.Opened.Max() + 1, history.Forked?.Appended ?? history.Seeded?.Transitions ?? 0);

    private static (int Steps, int Updates, bool Random) Shape(RunPlan plan, int round) =>
        (plan.Steps(round), plan.Updates(RunPhase.Online, round), plan.RandomActions(round));

    private static long Number(string? text) => long.Parse(text!, System.Globalization.CultureInfo.InvariantCulture);

    private static RunConfigException Refusal(ConfigChange change, string reason) => new(
        $"{change.Path} cannot change from {change.Before ?? "none"} to {change.After ?? "none"} in a run that has begun: {reason}; {Fork}");
}
