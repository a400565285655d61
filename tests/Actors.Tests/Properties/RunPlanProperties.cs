using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using FsCheck;
using FsCheck.Fluent;

namespace AwacAkka.Actors.Tests.Properties;

/// <summary>Whatever the configuration, the schedule does all of the work once, and prunes nothing that is still needed.</summary>
public sealed class RunPlanProperties
{
    private static readonly Gen<RunConfig> Configurations =
        from updates in Gen.Choose(0, 500)
        from updatesPerRound in Gen.Choose(1, 120)
        from steps in Gen.Choose(0, 2_000)
        from stepsPerRound in Gen.Choose(1, 400)
        from randomSteps in Gen.Choose(0, 600)
        from perStep in Gen.Elements(0, 0.1, 1, 2.5)
        from slots in Gen.Choose(1, 9)
        from depth in Gen.Choose(0, 1)
        from capacity in Gen.Choose(1, 1_500)
        from evaluateEvery in Gen.Choose(1, 300)
        from everyRounds in Gen.Choose(1, 7).Two()
        select new RunConfig
        {
            Offline = new OfflineSection(updates, updatesPerRound, evaluateEvery),
            Online = new OnlineSection(steps, stepsPerRound, perStep, randomSteps),
            Rollouts = new RolloutsSection(Slots: slots),
            Rounds = new RoundsSection(depth),
            Replay = new ReplaySection(capacity),
            Evaluation = new EvaluationSection(EveryRounds: everyRounds.Item1),
            Checkpoints = new CheckpointsSection(EveryRounds: everyRounds.Item2),
        };

    [Fact]
    public void The_rounds_come_to_the_steps_and_updates_of_the_configuration() => Generators.ForAll(Configurations, config =>
    {
        var plan = new RunPlan(config);
        var (offline, online) = (Enumerable.Range(0, plan.OfflineRounds).ToArray(), Enumerable.Range(0, plan.OnlineRounds).ToArray());
        Assert.Equal(config.Offline.Updates, offline.Sum(r => plan.Updates(RunPhase.Offline, r)));
        Assert.All(offline, r => Assert.InRange(plan.Updates(RunPhase.Offline, r), 1, config.Offline.UpdatesPerRound));
        Assert.Equal(config.Online.Steps, online.Sum(plan.Steps));
        Assert.All(online, r => Assert.InRange(plan.Steps(r), 1, config.Online.StepsPerRound));
        Assert.All(online, r => Assert.Equal(plan.StepsAfter(r), online[..(r + 1)].Sum(plan.Steps)));
        Assert.Equal(
            online.Select(r => online[..(r + 1)].Sum(plan.Steps) < config.Online.RandomSteps ? 0 : (int)Math.Round(plan.Steps(r) * config.Online.UpdatesPerStep)),
            online.Select(r => plan.Updates(RunPhase.Online, r)));
        Assert.Equal(config.Offline.Updates + online.Sum(r => plan.Updates(RunPhase.Online, r)), plan.TotalUpdates);
    });

    /// <summary>Counted update by update, and round by round.</summary>
    [Fact]
    public void The_policy_is_judged_whenever_the_configuration_says_so_and_at_the_end_of_each_phase() => Generators.ForAll(Configurations, config =>
    {
        var plan = new RunPlan(config);
        var due = Enumerable.Range(1, config.Offline.Updates).Where(update => update % config.Offline.EvaluateEvery == 0)
            .Select(update => (update - 1) / config.Offline.UpdatesPerRound).ToHashSet();
        for (var round = 0; round < plan.OfflineRounds; round++)
        {
            var isLast = round == plan.OfflineRounds - 1;
            Assert.Equal(isLast || due.Contains(round), plan.Evaluates(RunPhase.Offline, round));
            Assert.Equal(isLast && !due.Contains(round), plan.EvaluatesAsLast(RunPhase.Offline, round));
        }

        var countdown = config.Evaluation.EveryRounds;
        for (var round = 0; round < plan.OnlineRounds; round++)
        {
            var (isDue, isLast) = (--countdown == 0, round == plan.OnlineRounds - 1);
            countdown = isDue ? config.Evaluation.EveryRounds : countdown;
            Assert.Equal(isLast || isDue, plan.Evaluates(RunPhase.Online, round));
            Assert.Equal(isLast && !isDue, plan.EvaluatesAsLast(RunPhase.Online, round));
        }
    });

    [Fact]
    public void A_longer_run_keeps_the_schedule_of_the_shorter_but_for_what_the_end_brings() => Generators.ForAll(
        from config in Configurations
        from more in Gen.Choose(1, 5)
        select (config, more),
        drawn =>
        {
            var online = drawn.config.Online with { Steps = new RunPlan(drawn.config).OnlineRounds * drawn.config.Online.StepsPerRound };
            var plan = new RunPlan(drawn.config with { Online = online });
            var longer = new RunPlan(drawn.config with { Online = online with { Steps = online.Steps + drawn.more * online.StepsPerRound } });
            Assert.Equal(plan.OnlineRounds + drawn.more, longer.OnlineRounds);
            for (var round = 0; round < plan.OnlineRounds; round++)
            {
                Assert.Equal(
                    (plan.Steps(round), plan.StepsAfter(round), plan.Updates(RunPhase.Online, round), plan.RandomActions(round), plan.PolicyVersion(round)),
                    (longer.Steps(round), longer.StepsAfter(round), longer.Updates(RunPhase.Online, round), longer.RandomActions(round), longer.PolicyVersion(round)));
                Assert.Equal(plan.Evaluates(RunPhase.Online, round) && !plan.EvaluatesAsLast(RunPhase.Online, round), longer.Evaluates(RunPhase.Online, round));
                Assert.True(plan.Checkpoint(RunPhase.Online, round) == longer.Checkpoint(RunPhase.Online, round) || round == plan.OnlineRounds - 1);
            }

            Assert.True(plan.OnlineRounds == 0 || plan.Checkpoint(RunPhase.Online, plan.OnlineRounds - 1));
        });

    [Fact]
    public void A_fork_goes_on_with_the_schedule_of_its_source() => Generators.ForAll(
        from config in Configurations
        from dataset in Gen.Choose(0, 1_000)
        from round in Gen.Choose(0, 20)
        select (config, dataset, round),
        drawn =>
        {
            var plan = new RunPlan(drawn.config);
            var first = Math.Min(drawn.round, plan.OnlineRounds);
            var (steps, appended) = (first == 0 ? 0 : plan.StepsAfter(first - 1), plan.AppendedBefore(first, drawn.dataset));
            var fork = new RunPlan(drawn.config, new RunForked("", "", 1, first, 0, steps, appended, "", []));
            Assert.Equal(plan.OnlineRounds, fork.OnlineRounds);
            for (var round = first; round < plan.OnlineRounds; round++)
            {
                Assert.Equal(
                    (plan.Steps(round), plan.StepsAfter(round), plan.Updates(RunPhase.Online, round), plan.RandomActions(round), plan.PolicyVersion(round)),
                    (fork.Steps(round), fork.StepsAfter(round), fork.Updates(RunPhase.Online, round), fork.RandomActions(round), fork.PolicyVersion(round)));
                Assert.Equal(plan.AppendedBefore(round, drawn.dataset), fork.AppendedBefore(round, appended));
                Assert.True(fork.Overwritten(round, appended) is not { } pruned || pruned == plan.Overwritten(round, drawn.dataset));
            }
        });

    [Fact]
    public void The_slots_share_the_steps_of_a_round_evenly() => Generators.ForAll(Configurations, config =>
    {
        var plan = new RunPlan(config);
        for (var round = 0; round < plan.OnlineRounds; round++)
        {
            var shares = Enumerable.Range(0, config.Rollouts.Slots).Select(slot => plan.SlotSteps(round, slot)).ToArray();
            Assert.Equal(plan.Steps(round), shares.Sum());
            Assert.InRange(shares.Max() - shares.Min(), 0, 1);
        }
    });

    [Fact]
    public void A_round_waits_for_no_policy_that_is_trained_behind_it() => Generators.ForAll(Configurations, config =>
    {
        var plan = new RunPlan(config);
        for (var round = 0; round < plan.OnlineRounds; round++)
        {
            Assert.InRange(plan.PolicyVersion(round), Math.Max(0, round - 1), round);
            Assert.Equal(plan.StepsAfter(round) <= config.Online.RandomSteps, plan.RandomActions(round));
        }
    });

    [Fact]
    public void What_is_pruned_is_not_in_the_buffer_after_the_checkpoint() => Generators.ForAll(
        from config in Configurations
        from dataset in Gen.Choose(0, 1_000)
        select (config, dataset),
        drawn =>
        {
            var plan = new RunPlan(drawn.config);
            for (var checkpoint = 0; checkpoint < plan.OnlineRounds; checkpoint++)
            {
                var appended = drawn.dataset + plan.StepsAfter(checkpoint);
                if (plan.Overwritten(checkpoint, drawn.dataset) is { } pruned)
                {
                    Assert.InRange(pruned.FirstRound, 0, checkpoint + 1);
                    Assert.Equal(drawn.dataset + (pruned.FirstRound == 0 ? 0 : plan.StepsAfter(pruned.FirstRound - 1)), pruned.Appended);
                    Assert.InRange(pruned.Appended, drawn.dataset, appended - drawn.config.Replay.Capacity);
                }
                else
                {
                    Assert.True(appended - drawn.config.Replay.Capacity < Math.Max(1, drawn.dataset));
                }
            }
        });
}
