using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Tests.Properties;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using FsCheck;
using FsCheck.Fluent;

namespace AwacAkka.Actors.Tests.RunStates;

/// <summary>
/// Whatever the plan, the order in which the answers of different actors come, the places at which the process is killed and the checkpoints that it
/// goes on from: a run records the same events, each once, and comes to its end.
/// </summary>
/// <remarks>
/// The same events as a set: all but <see cref="ReplayPruned"/>, which says what was dropped, and that waits for evaluations. Their order is that
/// of <see cref="RecordedOrder"/>; only evaluations, quarantines and, with a pipeline of depth 1, openings of rounds may come earlier or later.
/// </remarks>
[Trait("Category", "Long")]
public sealed class RunStateProperties
{
    [Fact]
    public void Timing_kills_and_checkpoints_change_nothing_that_is_recorded() => Generators.ForAll(RunScenario.Any, scenario =>
    {
        var (calm, run) = (scenario.Calm(), scenario.Happen());
        Assert.Equal(Lines(calm), Lines(run));
        AssertEnd(new RunPlan(scenario.Config), calm, run);
    });

    [Fact]
    public void Both_depths_of_the_pipeline_train_the_same_rounds() => Generators.ForAll(RunScenario.Any, scenario =>
    {
        var other = scenario with { Config = scenario.Config with { Rounds = new RoundsSection(1 - scenario.Config.Rounds.PipelineDepth) } };
        Assert.Equal(Trained(scenario.Happen()), Trained(other.Happen()));
    });

    [Fact]
    public void A_run_that_is_extended_at_any_place_is_the_run_that_had_been_so_long_from_the_start() => Generators.ForAll(
        from scenario in RunScenario.Any
        from before in Gen.Choose(0, 300)
        from rounds in Gen.Choose(1, 4)
        select (scenario, before, rounds),
        drawn =>
        {
            var (config, perRound) = (drawn.scenario.Config, drawn.scenario.Config.Online.StepsPerRound);
            var whole = config with { Online = config.Online with { Steps = (config.Online.Steps + perRound - 1) / perRound * perRound } };
            var longer = whole with { Online = whole.Online with { Steps = whole.Online.Steps + drawn.rounds * perRound } };
            var run = drawn.scenario.Disk();
            RunScenario.Lives(run, whole, new Scheduler(drawn.scenario.Timing, [drawn.before])); // to its end, or not so far
            RunScenario.Run(run, longer, new Scheduler(drawn.scenario.Timing + 1, drawn.scenario.Kills));

            var calm = (drawn.scenario with { Config = longer }).Calm();
            var plan = new RunPlan(longer);
            var judgedAsLast = run.Journal.OfType<Evaluated>().Where(e => !plan.Evaluates(e.Phase, e.Round)).ToArray();
            var ends = run.Journal.OfType<Finished>().Count();
            Assert.Equal(Lines(calm), Lines(run, e => !judgedAsLast.Contains(e) && (e is not Finished || --ends == 0) && e is not RunExtended));
            AssertEnd(plan, calm, run);
        });

    [Fact]
    public void A_fork_with_nothing_changed_goes_on_as_its_source() => Generators.ForAll(
        from scenario in RunScenario.Any
        where scenario.Config.Online.Steps > scenario.Config.Online.StepsPerRound
        from round in Gen.Choose(1, 9)
        select (scenario, round),
        drawn =>
        {
            var scenario = drawn.scenario with { Config = drawn.scenario.Config with { Replay = drawn.scenario.Config.Replay with { KeepHistory = true } } };
            var source = scenario.Calm();
            var round = Math.Min(drawn.round, new RunPlan(scenario.Config).OnlineRounds - 1);
            var fork = Fork(scenario, source, round);
            RunScenario.Run(fork, drawn.scenario.Config, new Scheduler(scenario.Timing, scenario.Kills));
            Assert.Equal(Lines(source, e => IsOf(e, round)), Lines(fork, e => IsOf(e, round)));
            AssertEnd(new RunPlan(drawn.scenario.Config, fork.Fork!.Lineage), null, fork);
        });

    [Fact]
    public void Rounds_that_come_to_other_bits_on_another_processor_are_recorded_again_and_are_no_news() => Generators.ForAll(
        from scenario in RunScenario.Any
        from before in Gen.Choose(10, 200)
        select (scenario, before),
        drawn =>
        {
            var (config, run) = (drawn.scenario.Config, drawn.scenario.Disk());
            RunScenario.Lives(run, config, new Scheduler(drawn.scenario.Timing, [drawn.before]));
            var known = Trained(run).Select(t => (t.Phase, t.Round)).ToHashSet();
            var other = new RunWorld(run, config, new Scheduler(drawn.scenario.Timing + 1, []), otherCpu: true);
            other.Live();
            foreach (var step in other.Steps.OfType<RunStep.Record>())
            {
                Assert.Equal(step.Event is not RoundTrained e || !known.Contains((e.Phase, e.Round)), step.IsNews);
            }

            var history = RunHistory.Of(run.Journal);
            Assert.Equal(Trained(drawn.scenario.Calm()), Trained(history.Trained));
            Assert.Equal(history.Trained.Last().Digest, history.Finished?.Digest);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void What_no_recovery_needs_is_dropped(int depth)
    {
        const int Rounds = 10, Keep = 2;
        var config = new RunConfig
        {
            Offline = new OfflineSection(0),
            Online = new OnlineSection(6 * Rounds, 6),
            Rollouts = new RolloutsSection(Slots: 2),
            Rounds = new RoundsSection(depth),
            Replay = new ReplaySection(20),
            Evaluation = new EvaluationSection(1, Rounds),
            Checkpoints = new CheckpointsSection(1, Keep),
        };
        var run = new RunScenario(config, 10, [], 0, []).Calm();
        Assert.Equal(Enumerable.Range(Rounds - Keep - depth, Keep + depth), run.Checkpoints.Keys.Select(c => c.Round));
        var pruned = run.Journal.OfType<ReplayPruned>().Last();
        Assert.Equal(Rounds - Keep - depth, pruned.Checkpoint);
        Assert.Equal(Enumerable.Range(pruned.FirstRound, Rounds - pruned.FirstRound), run.Chunks.Select(c => c.Round).Distinct());
    }

    private static RunDisk Fork(RunScenario scenario, RunDisk source, int round)
    {
        var buffer = new ReplayBuffer(scenario.Config.Replay.Capacity, 1, 1);
        var collected = new CollectedRounds(buffer, scenario.Config.Rollouts.Slots);
        foreach (var chunk in source.Chunks.Where(c => c.Round < round))
        {
            collected.Add(chunk);
        }

        for (var appended = 0; appended < round; appended++)
        {
            collected.Append(appended);
        }

        var trained = source.Journal.OfType<RoundTrained>().TakeWhile(t => t.Phase == RunPhase.Offline || t.Round < round).ToArray();
        var (last, before) = (trained[^1], trained.Length > 1 ? trained[^2].Digest : "initial");
        var lineage = new RunForked("source", "", 1, round, last.Updates, last.Steps, buffer.Appended, last.Digest, []);
        var fork = scenario.Disk(new ForkPoint(lineage, scenario.Config.Rounds.PipelineDepth > 0 ? before : null, collected.Ends));
        fork.Journal.AddRange(source.Journal.OfType<RunStarted>());
        fork.Journal.AddRange([lineage, new Seeded(buffer.Count)]);
        fork.Chunks.Add(new ChunkStored(ChunkStored.OfflineRound, 0, buffer.ToChunk(), null, []));
        return fork;
    }

    private static bool IsOf(RunEvent runEvent, int round) => runEvent switch
    {
        RoundOpened e => e.Round >= round,
        RoundTrained e => e.Phase == RunPhase.Online && e.Round >= round,
        Evaluated e => e.Phase == RunPhase.Online && e.Round >= round,
        SlotQuarantined e => e.Round >= round,
        Finished => true,
        _ => false,
    };

    private static void AssertEnd(RunPlan plan, RunDisk? calm, RunDisk run)
    {
        RecordedOrder.Check(plan, run.Journal);
        var history = RunHistory.Of(run.Journal);
        var trained = history.Trained.Last();
        Assert.Equal(trained.Digest, history.Finished?.Digest);
        Assert.Equal(trained.Digest, run.Policy);
        Assert.Equal(trained.Digest, run.Checkpoints[(trained.Phase, trained.Round)].Digest);
        Assert.All(history.Trained.Where(t => t.Phase == RunPhase.Online), t => Assert.Contains(t.Round, t.Episodes.Select(e => e.Length).Distinct()));
        Assert.All(history.Trained, t => Assert.All(t.Episodes, e => Assert.Equal(t.Round, e.Length))); // of its own slots
        var best = history.EvaluationsOf(plan).MaxBy(RunState.MeanReturn);
        Assert.Equal(best is null ? null : (best.Phase, best.Round), run.Best);
        Assert.Equal(calm?.Journal.OfType<Finished>().Last() ?? history.Finished, history.Finished);
    }

    private static string[] Lines(RunDisk disk, Func<RunEvent, bool>? counts = null) =>
        [.. disk.Journal.Where(e => e is not ReplayPruned && counts?.Invoke(e) != false).Select(Line).Order(StringComparer.Ordinal)];

    private static string Line(RunEvent runEvent) => RunSentences.LogLine(runEvent) + (runEvent is RoundTrained trained
        ? $", {trained.Transitions} transitions, episodes {string.Join(' ', trained.Episodes)}"
        : string.Empty);

    private static IEnumerable<(RunPhase Phase, int Round, long, long, int)> Trained(RunDisk disk) => Trained(disk.Journal.OfType<RoundTrained>());

    private static IEnumerable<(RunPhase Phase, int Round, long, long, int)> Trained(IEnumerable<RoundTrained> rounds) =>
        rounds.Select(t => (t.Phase, t.Round, t.Updates, t.Steps, t.Transitions));
}
