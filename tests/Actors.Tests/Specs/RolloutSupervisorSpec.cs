using System.Collections.Concurrent;
using Akka.Actor;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;

namespace AwacAkka.Actors.Tests.Specs;

/// <summary>What the supervisor of the workers makes of those that hang, fail late, and fail for ever.</summary>
public sealed class RolloutSupervisorSpec : ActorSpec
{
    private const int MaxFailures = 3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_worker_says_that_was_given_up_is_ignored(bool fails)
    {
        using var release = new ManualResetEventSlim();
        using var runners = new ScriptedRunners((slot, heartbeat) =>
        {
            if (slot is { Round: 0, Attempt: 0 })
            {
                using var call = heartbeat.During(EnvironmentCall.Step);
                Assert.True(release.Wait(Patience));
                return fails ? throw new InvalidOperationException("too late") : Result(slot, reward: 77);
            }

            return Result(slot, reward: 1);
        });
        var supervisor = await StartAsync(runners, TimeSpan.FromMilliseconds(100));
        supervisor.Tell(Round(0));
        Assert.Equal(1, (await NextAsync<StoreChunk>()).Result.Chunk.Rewards[0]);
        release.Set();
        await runners.Disposed.WaitAsync(Patience, Cancellation); // behind the last word of the worker that hung
        supervisor.Tell(Round(1));
        var next = await NextAsync<StoreChunk>();
        Assert.Equal((1, 1f), (next.Round, next.Result.Chunk.Rewards[0]));
        Assert.Equal([(0, 0u), (0, 1u), (1, 0u)], runners.Runs.Select(r => (r.Round, r.Attempt)));
    }

    [Fact]
    public async Task A_failure_that_is_reported_twice_counts_once()
    {
        using var runners = new ScriptedRunners((slot, _) =>
            slot.Attempt < MaxFailures - 1 ? throw new InvalidOperationException("broken") : Result(slot, reward: 1));
        var supervisor = await StartAsync(runners, Patience);
        supervisor.Tell(Round(0));
        await NextAsync<StoreChunk>();
        foreach (var run in runners.Runs)
        {
            supervisor.Tell(new JobFailed(run, "once more"), TestActor);
        }

        supervisor.Tell(Round(1));
        Assert.Equal(1, (await NextAsync<StoreChunk>()).Round);
        Assert.Equal([0u, 1u, 2u, 0u, 1u, 2u], runners.Runs.Select(r => r.Attempt));
    }

    [Fact]
    public async Task A_stream_that_fails_for_ever_is_begun_anew_so_many_times_and_then_ends_the_run()
    {
        using var runners = new ScriptedRunners((_, _) => throw new InvalidOperationException("broken for good"));
        var supervisor = await StartAsync(runners, Patience);
        supervisor.Tell(Round(4));
        for (var i = 0; i < MaxFailures; i++)
        {
            Assert.Equal(new SlotQuarantined(4, 0, "broken for good"), await NextAsync<SlotQuarantined>());
        }

        Assert.Equal(
            "slot 0 of online round 5 still fails after its stream was begun anew 3 times: broken for good; mend the environment and resume the run",
            Assert.IsType<RunFailedException>(await Failure).Message);
        await EndAsync(supervisor);
        Assert.Equal(
            Enumerable.Range(0, MaxFailures + 1).SelectMany(generation => new[] { (generation, 0), (generation, 1), (generation, 2) }),
            runners.Runs.Select(r => ((int)r.Start.Generation, (int)r.Attempt)));
    }

    [Fact]
    public async Task Quarantines_are_counted_by_round()
    {
        using var runners = new ScriptedRunners((slot, _) =>
            slot.Start.Generation < MaxFailures ? throw new InvalidOperationException("broken") : Result(slot, reward: 1));
        var supervisor = await StartAsync(runners, Patience);
        for (var round = 0; round < 2; round++)
        {
            supervisor.Tell(Round(round));
            for (var i = 0; i < MaxFailures; i++)
            {
                Assert.Equal(round, (await NextAsync<SlotQuarantined>()).Round);
            }

            Assert.Equal((uint)MaxFailures, (await NextAsync<StoreChunk>()).Result.End.Generation);
        }
    }

    private Task<IActorRef> StartAsync(IRolloutRunners runners, TimeSpan patience)
    {
        var config = new RolloutsSection(Workers: 1, Slots: 1, StepTimeout: patience, MaxFailures: MaxFailures);
        var replay = TestActor;
        return StartAsync(Props.Create(() => new RolloutSupervisor(config, runners, replay)), "rollouts");
    }

    private static CollectRound Round(int round) => new(round, null, [SlotState.Start(0)], [1]);

    private static SlotResult Result(RunSlot slot, float reward)
    {
        var chunk = TransitionChunk.Allocate(1, 1, 1);
        chunk.Rewards[0] = reward;
        return new SlotResult(slot.Start, chunk, []);
    }

    private sealed class ScriptedRunners(Func<RunSlot, Heartbeat, SlotResult> script) : IRolloutRunners
    {
        private readonly ConcurrentQueue<RunSlot> runs = new();
        private readonly TaskCompletionSource disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<RunSlot> Runs => [.. runs];

        /// <summary>Completes with the end of the first runner.</summary>
        public Task Disposed => disposed.Task;

        public IRolloutRunner Create(Heartbeat heartbeat) => new Runner(this, heartbeat);

        public void Dispose()
        {
        }

        private sealed class Runner(ScriptedRunners owner, Heartbeat heartbeat) : IRolloutRunner
        {
            public SlotResult Run(RunSlot slot)
            {
                owner.runs.Enqueue(slot);
                return owner.Script(slot, heartbeat);
            }

            public EpisodeState Run(RunEpisode episode) => throw new NotSupportedException();

            public void Dispose() => owner.disposed.TrySetResult();
        }

        private SlotResult Script(RunSlot slot, Heartbeat heartbeat) => script(slot, heartbeat);
    }
}
