using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Runs;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>Transitions that are read back from a run's journal, for a dataset or a diagnosis, are those that they are said to be.</summary>
[Trait("Category", "Run")]
public sealed class RecordedTransitionsTests
{
    private const int Slots = 3;

    [Fact]
    public async Task What_a_run_collected_stands_stream_after_stream_and_each_stream_ends()
    {
        using var run = RecoveredRun.BegunWithoutData(Config("Pendulum-v1"));
        await run.GoOnAsync();
        var collected = await CollectedAsync(run);
        Assert.Equal(0, collected.Pruned);
        var stored = await JournalEvents.ReadAsync<ChunkStored>(run.Folder, ReplayActor.Id, TestContext.Current.CancellationToken);
        var streams = stored.OrderBy(c => c.Slot).ThenBy(c => c.Round).GroupBy(c => c.Slot).Select(s => TransitionChunk.Concatenate([.. s.Select(c => c.Chunk)])).ToArray();
        Assert.Equal(Slots, streams.Length);
        var (transitions, end) = (collected.Transitions, -1);
        Assert.Equal(streams.SelectMany(s => s.Observations), transitions.Observations);
        Assert.Equal(streams.SelectMany(s => s.Rewards), transitions.Rewards);
        Assert.Equal(0, transitions.Breaks());
        foreach (var stream in streams)
        {
            Assert.False(stream.Timeouts[^1]); // its last episode was still under way
            Assert.True(transitions.Timeouts[end += stream.Count]);
        }

        Assert.Equal(streams.Sum(s => s.Timeouts.Count(t => t)) + Slots, transitions.Timeouts.Count(t => t)); // and no other end is new
    }

    [Fact]
    public async Task An_episode_ends_where_its_stream_began_anew_after_failures()
    {
        var config = Config(FaultyPendulum.Register((step, _) => step == 300 ? throw new InvalidOperationException("broken once") : null));
        using var run = RecoveredRun.BegunWithoutData(config with { Rollouts = config.Rollouts with { MaxFailures = 1 } });
        await run.GoOnAsync();
        Assert.True((await run.ReadAsync()).History.IsQuarantined);
        var collected = (await CollectedAsync(run)).Transitions;
        Assert.Equal(config.Online.Steps, collected.Count);
        Assert.Equal(0, collected.Breaks());
    }

    /// <summary>A reward is the number of its step. Of one stream, steps are in the order of rounds.</summary>
    [Fact]
    public async Task A_diagnosis_samples_the_dataset_evenly_and_what_was_collected_last_before_the_checkpoint()
    {
        var data = TestRun.RandomDataset(seed: 7);
        var numbered = data with { Transitions = data.Transitions with { Rewards = [.. Enumerable.Range(0, 2_000).Select(i => (float)i)] } };
        var config = Config(FaultyPendulum.Register((step, result) => result with { Reward = step }));
        using var run = RecoveredRun.Begun(config with { Rollouts = config.Rollouts with { Slots = 1 } }, numbered);
        await run.GoOnAsync();
        var past = await RunPast.ReadAsync(await run.ReadAsync(), TestContext.Current.CancellationToken);
        Assert.Equal([0, 500, 1_000, 1_500], past.Dataset(4)!.Rewards);
        Assert.Equal(numbered.Transitions.Rewards, past.Dataset(5_000)!.Rewards);

        // Rounds end with steps 203, 406, 609 and 800.
        Assert.Equal([204, 254, 305, 356], past.Collected(1, 4)!.Rewards);
        Assert.Equal(Steps(204, 406), past.Collected(1, 203)!.Rewards);
        Assert.Equal(Steps(407, 800), past.Collected(3, 394)!.Rewards);
        Assert.Equal(Steps(1, 609), past.Collected(2, 5_000)!.Rewards);

        static IEnumerable<float> Steps(int first, int last) => Enumerable.Range(first, last - first + 1).Select(i => (float)i);
    }

    /// <summary>Nothing is evaluated before the end, so that steps are those of rollouts.</summary>
    private static RunConfig Config(string environment)
    {
        var config = TestRun.Config(environment, workers: 1, pipelineDepth: 0);
        return config with
        {
            Offline = config.Offline with { Updates = 0 },
            Rollouts = config.Rollouts with { Slots = Slots },
            Replay = new ReplaySection(3_000),
            Evaluation = config.Evaluation with { EveryRounds = 100 },
        };
    }

    private static async Task<CollectedTransitions> CollectedAsync(RecoveredRun run) => await ReplayHistory.ReadAsync(run.Folder, new RunPlan(run.Request.Config));
}
