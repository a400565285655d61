using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Clustering.Storage;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>What a run relies on of its place, whichever that is.</summary>
public abstract class RunStoreSpecification
{
    /// <summary>The run of <see cref="SmallRun"/>, which keeps two checkpoints of a phase.</summary>
    private protected static RunConfig Config => SmallRun.Config;

    /// <summary>A store of a new run.</summary>
    protected abstract Task<IRunStore> OpenAsync();

    /// <summary>The rounds of the checkpoints that are there.</summary>
    protected abstract Task<IEnumerable<int>> CheckpointsAsync(RunPhase phase);

    /// <summary>The best policy's bytes.</summary>
    protected abstract Task<byte[]> BestPolicyAsync();

    /// <summary>Flips a byte of a checkpoint.</summary>
    protected abstract Task DamageAsync(RunPhase phase, int round);

    [Theory]
    [InlineData(null, new[] { 4, 5 })]
    [InlineData(0, new[] { 0, 1, 2, 3, 4, 5 })]
    [InlineData(3, new[] { 3, 4, 5 })]
    [InlineData(5, new[] { 4, 5 })]
    public async Task Of_old_checkpoints_those_stay_that_are_wanted_and_those_behind_what_is_needed(int? needed, int[] left)
    {
        var store = await OpenAsync();
        Assert.Equal(-1, store.Prune(RunPhase.Online, needed));
        store.Write(RunPhase.Offline, 7, State(7));
        for (var round = 0; round < 6; round++)
        {
            store.Write(RunPhase.Online, round, State(round));
        }

        Assert.Equal(left[0], store.Prune(RunPhase.Online, needed));
        Assert.Equal(left, await CheckpointsAsync(RunPhase.Online));
        Assert.Equal([7], await CheckpointsAsync(RunPhase.Offline));
    }

    [Fact]
    public async Task The_first_wanted_checkpoint_that_is_what_was_written_is_gone_on_from()
    {
        var store = await OpenAsync();
        var damaged = new List<string>();
        Assert.Null(store.Restore([Trained(RunPhase.Online, 3)], damaged.Add));
        store.Write(RunPhase.Offline, 2, State(2));
        store.Write(RunPhase.Online, 3, State(3));
        store.Write(RunPhase.Online, 4, State(4));
        RoundTrained[] candidates = [Trained(RunPhase.Online, 5), Trained(RunPhase.Online, 4), Trained(RunPhase.Online, 3), Trained(RunPhase.Offline, 2)];
        Assert.Equal(State(4).Digest(), store.Restore(candidates, damaged.Add)!.State.Digest());
        Assert.Empty(damaged);
        await DamageAsync(RunPhase.Online, 4);
        var restored = store.Restore(candidates, damaged.Add)!;
        Assert.Equal((RunPhase.Online, 3, State(3).Digest()), (restored.After.Phase, restored.After.Round, restored.State.Digest()));
        Assert.Single(damaged);
        store.Write(RunPhase.Online, 4, State(4)); // a round that is trained again
        Assert.Equal(4, store.Restore(candidates, damaged.Add)!.After.Round);
    }

    [Fact]
    public async Task The_best_policy_from_before_an_end_comes_back_when_the_run_is_made_longer()
    {
        var store = await OpenAsync();
        store.WriteBestPolicy(Policy(1), null);
        store.WriteBestPolicy(Policy(2), (RunPhase.Online, 3));
        store.WriteBestPolicy(Policy(2), (RunPhase.Online, 3)); // a kill came before the evaluation was recorded
        Assert.Equal(Policy(2).ToSafetensors(), await BestPolicyAsync());
        var started = new RunStarted(Config.ToHocon(), string.Empty, null, 1, "any", "any");
        store.FollowExtension(Config, started, new RunPlan(Config)); // round 3 is still the last
        Assert.Equal(Policy(2).ToSafetensors(), await BestPolicyAsync());
        var longer = Config with { Online = Config.Online with { Steps = 2_030 } };
        store.FollowExtension(longer, started, new RunPlan(longer with { Evaluation = new EvaluationSection(2, 3) }));
        Assert.Equal(Policy(1).ToSafetensors(), await BestPolicyAsync());
    }

    private static TrainingState State(int round) => InitialState.Create(Config.Algorithm, new Dimensions(3, 1), (ulong)round, null);

    private static PolicySnapshot Policy(int round) => TrainedPolicy.Of(Config.Algorithm, State(round));

    private static RoundTrained Trained(RunPhase phase, int round) => new(phase, round, 0, 0, 0, State(round).Digest(), [], [], 0, 0);
}

/// <summary>A run folder.</summary>
public sealed class FolderRunStoreTests : RunStoreSpecification, IDisposable
{
    private readonly RunFolder folder = RunFolder.Create(Path.Combine(Path.GetTempPath(), "awac-store-" + Guid.NewGuid().ToString("N")), Config, 1, null);

    protected override Task<IRunStore> OpenAsync() => Task.FromResult<IRunStore>(FolderRunStore.Of(folder, Config, () => { }));

    protected override Task<IEnumerable<int>> CheckpointsAsync(RunPhase phase) =>
        Task.FromResult(Enumerable.Range(0, 10).Where(round => File.Exists(folder.Checkpoint(phase, round))));

    protected override Task<byte[]> BestPolicyAsync() => File.ReadAllBytesAsync(folder.BestPolicy, TestContext.Current.CancellationToken);

    protected override async Task DamageAsync(RunPhase phase, int round)
    {
        var bytes = await File.ReadAllBytesAsync(folder.Checkpoint(phase, round), TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(folder.Checkpoint(phase, round), bytes, TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(folder.FullPath, recursive: true);
}

/// <summary>A cluster's database.</summary>
[Collection(PostgresTests.Name)]
[Trait("Category", "Run")]
public sealed class PostgresRunStoreTests : RunStoreSpecification, IDisposable
{
    private readonly PostgresServer server;
    private ClusterDatabase? database;
    private string name = string.Empty;

    public PostgresRunStoreTests(PostgresServer server)
    {
        PostgresServer.Require();
        this.server = server;
    }

    protected override async Task<IRunStore> OpenAsync()
    {
        var settings = await server.InitialiseAsync();
        name = settings.Database;
        database = await ClusterDatabase.OpenAsync(settings, TestContext.Current.CancellationToken);
        await new RunCatalogue(database).AddAsync([new SubmittedRun("other", SmallRun.Spec), new SubmittedRun("kept", SmallRun.Spec)], TestContext.Current.CancellationToken);
        var other = await PostgresRunStore.TakeAsync(database, (await new RunCatalogue(database).GetAsync("other", TestContext.Current.CancellationToken)).Identity, Config, TestContext.Current.CancellationToken);
        other.Write(RunPhase.Online, 0, InitialState.Create(Config.Algorithm, new Dimensions(3, 1), 0, null)); // which must stay the other's
        return await PostgresRunStore.TakeAsync(database, (await new RunCatalogue(database).GetAsync("kept", TestContext.Current.CancellationToken)).Identity, Config, TestContext.Current.CancellationToken);
    }

    protected override async Task<IEnumerable<int>> CheckpointsAsync(RunPhase phase) =>
        (await server.QueryAsync(name, $"SELECT sequence_number - 1 FROM awac.snapshot WHERE persistence_id LIKE '{Id(phase)}' ORDER BY 1")).Select(int.Parse);

    protected override async Task<byte[]> BestPolicyAsync() => Convert.FromHexString(
        Assert.Single(await server.QueryAsync(name, "SELECT encode(snapshot, 'hex') FROM awac.snapshot WHERE persistence_id LIKE 'best-policy-kept-%'")));

    protected override Task DamageAsync(RunPhase phase, int round) => server.ExecuteAsync(
        name,
        "UPDATE awac.snapshot SET snapshot = set_byte(snapshot, length(snapshot) - 1, get_byte(snapshot, length(snapshot) - 1) # 1) "
        + $"WHERE persistence_id LIKE '{Id(phase)}' AND sequence_number = {round + 1}");

    public void Dispose() => database?.Dispose();

    private static string Id(RunPhase phase) => $"checkpoint-{phase.ToString().ToLowerInvariant()}-kept-%";
}
