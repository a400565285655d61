using System.Security.Cryptography;
using Akka.Actor;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Actors.Tests.Recovery;
using AwacAkka.Collecting;
using AwacAkka.Data.Files;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments.Faults;

namespace AwacAkka.Actors.Tests.Specs;

/// <summary>A run whose journal fails at any event, and one that hears messages that nobody should send.</summary>
[Trait("Category", "Run")]
public sealed class RunActorSpec : ActorSpec
{
    private static readonly Dictionary<string, Func<object, bool>> Events = new()
    {
        ["the run's beginning"] = e => e is RunStarted,
        ["the first chunk of the dataset"] = e => e is ChunkStored { Round: ChunkStored.OfflineRound, Slot: 0 },
        ["the last chunk of the dataset"] = e => e is ChunkStored { Round: ChunkStored.OfflineRound, Slot: 1 },
        ["the end of seeding"] = e => e is Seeded,
        ["an offline round"] = e => e is RoundTrained { Phase: RunPhase.Offline },
        ["an offline evaluation"] = e => e is Evaluated { Phase: RunPhase.Offline },
        ["the opening of a round"] = e => e is RoundOpened { Round: 1 },
        ["a chunk of a round"] = e => e is ChunkStored { Round: 1 },
        ["an online round"] = e => e is RoundTrained { Phase: RunPhase.Online, Round: 1 },
        ["the pruning of the journal"] = e => e is ReplayPruned,
        ["an online evaluation"] = e => e is Evaluated { Phase: RunPhase.Online },
        ["the run's end"] = e => e is Finished,
    };

    private static readonly Lazy<OfflineDataset> Dataset = new(() => TestRun.RandomDataset(seed: 7));
    private readonly string path = Path.Combine(Path.GetTempPath(), "awac-spec-" + Guid.NewGuid().ToString("N"));
    private readonly CancellationTokenSource stop = new();
    private readonly List<IRolloutRunners> runners = [];

    public static TheoryData<string, bool> Failures => [.. Events.Keys.SelectMany(e => (TheoryDataRow<string, bool>[])[new(e, false), new(e, true)])];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task An_event_that_is_not_recorded_ends_the_run_with_a_sentence_and_the_run_can_be_resumed(string name, bool rejects)
    {
        var request = Request(Short);
        var written = new List<object>();
        await Journal.OnWrite.SetInterceptorAsync(new Refusal(Events[name], rejects, written));
        var run = await BeginAsync(request, "first");
        var reason = (await NextAsync<RunFailed>()).Reason;
        await EndAsync(run);
        var refused = Assert.Single(written, e => Events[name](e));
        Assert.IsType<RunFailedException>(reason);
        Assert.Equal(
            rejects
                ? $"the journal '{request.Folder.Journal}' did not take the event {refused.GetType().Name}: no bytes for it; this is an error of the "
                    + "program, report it; what was recorded before stays, and a mended version can resume the run"
                : $"the run's journal '{request.Folder.Journal}' cannot be used: no disk for it",
            reason.Message);

        await Journal.OnWrite.Pass();
        run = await BeginAsync(request, "second");
        Assert.Equal((await TestRun.CalmAsync(change: Short)).Result.Digest, (await NextAsync<Finished>()).Digest);
        await StopAsync(run);
    }

    /// <summary>With a pipeline of depth 1, recovery cannot begin after a round whose successor is not recorded: the next is collected with the policy before.</summary>
    [Fact]
    public async Task A_run_whose_buffer_is_overwritten_by_its_first_checkpoint_can_be_resumed_from_it()
    {
        static RunConfig Late(RunConfig config) => Short(config) with
        {
            Rounds = new RoundsSection(1),
            Checkpoints = new CheckpointsSection(EveryRounds: 3, Keep: 1),
        };
        var request = Request(Late);
        await Journal.OnWrite.SetInterceptorAsync(new Refusal(e => e is RoundTrained { Phase: RunPhase.Online, Round: 3 }, false, []));
        var run = await BeginAsync(request, "first");
        await NextAsync<RunFailed>();
        await EndAsync(run);

        await Journal.OnWrite.Pass();
        run = await BeginAsync(request, "second");
        Assert.Equal((await TestRun.CalmAsync(change: Late)).Result.Digest, (await NextAsync<Finished>()).Digest);
        Assert.Contains(await StoredAsync(RunActor.Id), e => e is ReplayPruned { Checkpoint: 2 });
        await StopAsync(run);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Messages_that_come_twice_or_out_of_turn_change_nothing(int pipelineDepth)
    {
        using var calm = RecoveredRun.Begun(c => Short(c) with { Replay = new ReplaySection(2_500, KeepHistory: true) }, pipelineDepth);
        await calm.GoOnAsync();
        var run = await StartAsync(calm.Request with { Folder = Folder(calm.Request.Config) }, "run");
        var heckler = Sys.ActorOf(Props.Create(() => new Heckler(run)));
        Sys.EventStream.Subscribe(heckler, typeof(RunEvent));
        run.Tell(new RoundCommitted(0, 7));
        run.Tell(new ReplaySeeded(new ReplayBuffer(1, 3, 1), 0, 0, new SlotState?[4]));
        run.Tell(new BeginRun());
        await NextAsync<Finished>();
        await StopAsync(run);
        Assert.Equal(
            Lines(await JournalEvents.ReadAsync<RunEvent>(calm.Folder, RunActor.Id, Cancellation)),
            Lines((await StoredAsync(RunActor.Id)).Cast<RunEvent>()));
        Assert.Equal(
            Bytes(await JournalEvents.ReadAsync<ChunkStored>(calm.Folder, ReplayActor.Id, Cancellation)),
            Bytes((await StoredAsync(ReplayActor.Id)).Cast<ChunkStored>()));
    }

    [Fact]
    public async Task A_slot_of_the_round_that_is_collected_is_quarantined_on_record()
    {
        var failures = 0;
        var environment = FaultyPendulum.Register((_, _) =>
            Interlocked.Increment(ref failures) <= 3 ? throw new InvalidOperationException("broken for good") : null);
        var request = Request(c => Short(c) with
        {
            Environment = new EnvironmentSection(environment),
            Offline = c.Offline with { Updates = 0 },
            Rollouts = c.Rollouts with { Workers = 1, Slots = 1 },
        });
        var run = await BeginAsync(request, "run");
        await NextAsync<Finished>();
        await StopAsync(run);
        var quarantined = Assert.Single((await StoredAsync(RunActor.Id)).OfType<SlotQuarantined>());
        Assert.Equal(new SlotQuarantined(0, 0, "broken for good"), quarantined);
    }

    protected override void AfterAll()
    {
        stop.Cancel();
        base.AfterAll();
        runners.ForEach(r => r.Dispose());
        stop.Dispose();
        Directory.Delete(path, recursive: true);
    }

    /// <summary>Six short rounds after two of the dataset, into a buffer that overwrites the dataset on the way.</summary>
    private static RunConfig Short(RunConfig config) => config with
    {
        Offline = new OfflineSection(Updates: 20, UpdatesPerRound: 10, EvaluateEvery: 20),
        Online = new OnlineSection(Steps: 6_000, StepsPerRound: 1_000, UpdatesPerStep: 0.005),
        Replay = new ReplaySection(2_500),
        Evaluation = new EvaluationSection(Episodes: 1, EveryRounds: 3),
        Checkpoints = new CheckpointsSection(EveryRounds: 1, Keep: 1),
    };

    private static IEnumerable<string> Lines(IEnumerable<RunEvent> events) => events.Select(RunSentences.LogLine).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Bytes(IEnumerable<ChunkStored> chunks) =>
        chunks.OrderBy(c => (c.Round, c.Slot)).Select(c => Convert.ToHexString(SHA256.HashData(ChunkCodec.Encode(c))));

    private RunRequest Request(Func<RunConfig, RunConfig> change)
    {
        var config = change(TestRun.Config("Pendulum-v1", 2, 0));
        return new RunRequest(config, 1, Dataset.Value, Folder(config));
    }

    private RunFolder Folder(RunConfig config) => RunFolder.Create(path, config, 1, Dataset.Value.ContentHash());

    private async Task<IActorRef> StartAsync(RunRequest request, string name)
    {
        var local = new LocalRunners(new RolloutSetting(request.Config.Environment.Id, request.Seed, FaultRates.None));
        runners.Add(local);
        var store = FolderRunStore.Of(request.Folder, request.Config, Unchecked);
        Action<IRunNews> publish = Sys.EventStream.Publish;
        return await StartAsync(Props.Create(() => new RunActor(request, store, local, publish, stop.Token)), name);
    }

    private async Task<IActorRef> BeginAsync(RunRequest request, string name)
    {
        var run = await StartAsync(request, name);
        run.Tell(new BeginRun());
        return run;
    }
}
