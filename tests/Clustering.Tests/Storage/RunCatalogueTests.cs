using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Clustering.Runs;
using AwacAkka.Clustering.Storage;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>The runs of a cluster, and their datasets.</summary>
[Collection(PostgresTests.Name)]
[Trait("Category", "Run")]
public sealed class RunCatalogueTests
{
    private const string Counts = "SELECT (SELECT count(*) FROM awac.runs), (SELECT count(*) FROM awac.datasets), (SELECT count(*) FROM awac.dataset_parts)";
    private readonly PostgresServer server;

    public RunCatalogueTests(PostgresServer server)
    {
        PostgresServer.Require();
        this.server = server;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_stands_in_the_catalogue_as_it_was_submitted()
    {
        using var database = await ClusterDatabase.OpenAsync(await server.InitialiseAsync(), Cancellation);
        var catalogue = new RunCatalogue(database);
        await catalogue.AddAsync(
            [new SubmittedRun("sweep-1", SmallRun.Spec with { Seed = ulong.MaxValue }), new SubmittedRun("sweep-2", new RunSpec(SmallRun.Config, 2, null))], Cancellation);
        var runs = await catalogue.ListAsync(Cancellation);
        Assert.Equal(["sweep-1", "sweep-2"], runs.Select(run => run.Name));
        Assert.Equal(
            new CataloguedRun(
                "sweep-1", SmallRun.Config.ToHocon(), ulong.MaxValue, SmallRun.Dataset.ContentHash(), SmallRun.Spec.DataReturn, runs[0].Submitted,
                WantedState.Running, SeenState.Queued, null, runs[0].Submission, 0),
            runs[0]);
        Assert.NotEqual(runs[0].Submission, runs[1].Submission);
        Assert.Null(runs[1].DatasetHash);
        Assert.InRange(runs[0].Submitted, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        await catalogue.WantAsync("sweep-1", WantedState.Stopped, Cancellation);
        Assert.True(await catalogue.NoteAsync(runs[0].Hold, SeenState.Failed, "the disk is full", Cancellation));
        Assert.Equal(runs[0] with { Wanted = WantedState.Stopped, Seen = SeenState.Failed, Outcome = "the disk is full" }, await catalogue.GetAsync("sweep-1", Cancellation));
    }

    [Theory]
    [InlineData("two", "two", "the name 'two' is given to two runs")]
    [InlineData("new", "taken", "the cluster has a run 'taken' already; take another name, or delete that run with: awac cluster delete taken")]
    [InlineData("Capital", "new", "'Capital' is no name of a run")]
    [InlineData("", "new", "'' is no name of a run")]
    [InlineData("-dash", "new", "'-dash' is no name of a run")]
    [InlineData("a/b", "new", "'a/b' is no name of a run")]
    public async Task Runs_of_which_one_cannot_be_added_are_not_added_at_all(string first, string second, string sentence)
    {
        var settings = await server.InitialiseAsync();
        using var database = await ClusterDatabase.OpenAsync(settings, Cancellation);
        var catalogue = new RunCatalogue(database);
        await catalogue.AddAsync([new SubmittedRun("taken", new RunSpec(SmallRun.Config, 1, null))], Cancellation);
        var refusal = await Assert.ThrowsAsync<RunConfigException>(
            () => catalogue.AddAsync([new SubmittedRun(first, SmallRun.Spec), new SubmittedRun(second, SmallRun.Spec)], Cancellation));
        Assert.StartsWith(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["1 0 0"], await server.QueryAsync(settings.Database, Counts));
    }

    [Fact]
    public async Task Of_several_that_submit_one_name_at_once_one_has_it()
    {
        var settings = await server.InitialiseAsync();
        using var database = await ClusterDatabase.OpenAsync(settings, Cancellation);
        var submissions = Enumerable.Range(0, 6).Select(i => new RunCatalogue(database).AddAsync(
            [new SubmittedRun("wanted", SmallRun.Spec), new SubmittedRun($"own-{i}", SmallRun.Spec)], Cancellation)).ToArray();
        await Task.WhenAny(Task.WhenAll(submissions), Task.Delay(Timeout.Infinite, Cancellation));
        Assert.Equal(5, submissions.Count(s => s.Exception?.InnerException is RunConfigException));
        Assert.Equal(["2 1 1"], await server.QueryAsync(settings.Database, Counts));
    }

    [Fact]
    public async Task A_run_that_there_is_not_is_refused_by_name()
    {
        using var database = await ClusterDatabase.OpenAsync(await server.InitialiseAsync(), Cancellation);
        var catalogue = new RunCatalogue(database);
        foreach (var ask in (Func<Task>[])
            [
                () => catalogue.GetAsync("nobody", Cancellation), () => catalogue.DeleteAsync("nobody", Cancellation),
                () => catalogue.WantAsync("nobody", WantedState.Stopped, Cancellation),
                () => catalogue.ResumeAsync(new RunIdentity("nobody", Guid.Empty), null, Cancellation),
                () => RunFetch.ToFolderAsync(database, "nobody", "/nowhere/at-all", Cancellation),
            ])
        {
            Assert.StartsWith("there is no run 'nobody' in the database", (await Assert.ThrowsAsync<RunConfigException>(ask)).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Who resumes has read that the run was stopped; meanwhile another has resumed it, and a node has taken it.</summary>
    [Fact]
    public async Task A_run_that_is_resumed_twice_stays_running_and_can_be_stopped()
    {
        using var database = await ClusterDatabase.OpenAsync(await server.InitialiseAsync(), Cancellation);
        var catalogue = new RunCatalogue(database);
        await catalogue.AddAsync([new SubmittedRun("twice", new RunSpec(SmallRun.Config, 1, null))], Cancellation);
        await catalogue.WantAsync("twice", WantedState.Stopped, Cancellation);
        var read = await catalogue.GetAsync("twice", Cancellation);
        await catalogue.ResumeAsync(read.Identity, null, Cancellation);
        var store = await PostgresRunStore.TakeAsync(database, read.Identity, SmallRun.Config, Cancellation);
        var longer = SmallRun.Config with { Online = SmallRun.Config.Online with { Steps = 900 } };
        await catalogue.ResumeAsync(read.Identity, longer, Cancellation);
        var resumed = await catalogue.GetAsync("twice", Cancellation);
        Assert.Equal((WantedState.Running, SeenState.Running, longer.ToHocon()), (resumed.Wanted, resumed.Seen, resumed.Configuration));

        Assert.False(await catalogue.NoteAsync(read.Hold, SeenState.Queued, null, Cancellation)); // a node from before, which had it stopped
        await catalogue.WantAsync("twice", WantedState.Stopped, Cancellation);
        Assert.Equal(["twice"], RunStarterActor.Due(await catalogue.ListAsync(Cancellation), room: 0));
        Assert.True(await catalogue.NoteAsync(store.Hold, SeenState.Queued, null, Cancellation));
        Assert.Empty(RunStarterActor.Due(await catalogue.ListAsync(Cancellation), room: 9));
        await catalogue.ResumeAsync(read.Identity, null, Cancellation);
        Assert.Equal(["twice"], RunStarterActor.Due(await catalogue.ListAsync(Cancellation), room: 1));
    }

    [Theory]
    [InlineData(WantedState.Running, SeenState.Queued, "the run 'held' is queued; stop it first with: awac cluster stop held")]
    [InlineData(WantedState.Running, SeenState.Running, "the run 'held' is running; stop it first with: awac cluster stop held")]
    [InlineData(WantedState.Stopped, SeenState.Running, "the run 'held' is stopping; delete it once awac cluster list says that it is stopped")]
    [InlineData(WantedState.Stopped, SeenState.Queued, null)]
    [InlineData(WantedState.Running, SeenState.Finished, null)]
    [InlineData(WantedState.Running, SeenState.Failed, null)]
    public async Task A_run_that_a_node_has_or_will_have_is_not_deleted(WantedState wanted, SeenState seen, string? sentence)
    {
        using var database = await ClusterDatabase.OpenAsync(await server.InitialiseAsync(), Cancellation);
        var catalogue = new RunCatalogue(database);
        await catalogue.AddAsync([new SubmittedRun("held", SmallRun.Spec)], Cancellation);
        await catalogue.WantAsync("held", wanted, Cancellation);
        await catalogue.NoteAsync((await catalogue.GetAsync("held", Cancellation)).Hold, seen, null, Cancellation);
        var refusal = await Record.ExceptionAsync(() => catalogue.DeleteAsync("held", Cancellation));
        Assert.Equal(sentence, (refusal as RunConfigException)?.Message);
        Assert.Equal(sentence is null ? 0 : 1, (await catalogue.ListAsync(Cancellation)).Count);
    }

    [Fact]
    public async Task A_dataset_is_there_once_and_goes_with_the_last_run_that_has_it()
    {
        var settings = await server.InitialiseAsync();
        using var database = await ClusterDatabase.OpenAsync(settings, Cancellation);
        var large = Large();
        var catalogue = new RunCatalogue(database);
        await catalogue.AddAsync([new SubmittedRun("one", SmallRun.Spec with { Dataset = large }), new SubmittedRun("two", SmallRun.Spec with { Dataset = large })], Cancellation);
        await catalogue.AddAsync([new SubmittedRun("three", SmallRun.Spec with { Dataset = Large() })], Cancellation);
        Assert.Equal(["3 1 3"], await server.QueryAsync(settings.Database, Counts));
        Assert.Equal(large.ContentHash(), (await new DatasetStore(database).ReadAsync(large.ContentHash(), Cancellation)).ContentHash());
        foreach (var name in (string[])["one", "two", "three"])
        {
            await catalogue.WantAsync(name, WantedState.Stopped, Cancellation);
        }

        await catalogue.DeleteAsync("one", Cancellation);
        await catalogue.DeleteAsync("three", Cancellation);
        Assert.Equal(["1 1 3"], await server.QueryAsync(settings.Database, Counts));
        await catalogue.DeleteAsync("two", Cancellation);
        Assert.Equal(["0 0 0"], await server.QueryAsync(settings.Database, Counts));
        var refusal = await Assert.ThrowsAsync<RunConfigException>(() => new DatasetStore(database).ReadAsync(large.ContentHash(), Cancellation));
        Assert.StartsWith($"the dataset {large.ContentHash()} is not in the database", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE awac.dataset_parts SET bytes = set_byte(bytes, 1000, 7) WHERE number = 1")]
    [InlineData("DELETE FROM awac.dataset_parts WHERE number = 2")]
    [InlineData("UPDATE awac.dataset_parts SET number = number + 10 WHERE number = 0")]
    [InlineData("UPDATE awac.datasets SET transitions = transitions - 1")]
    [InlineData("UPDATE awac.datasets SET observation_dimension = 4")]
    public async Task A_dataset_that_is_not_what_went_in_is_refused(string damage)
    {
        var settings = await server.InitialiseAsync();
        using var database = await ClusterDatabase.OpenAsync(settings, Cancellation);
        var large = Large();
        await new RunCatalogue(database).AddAsync([new SubmittedRun("one", SmallRun.Spec with { Dataset = large })], Cancellation);
        await server.ExecuteAsync(settings.Database, damage);
        var refusal = await Assert.ThrowsAsync<StorageException>(() => new DatasetStore(database).ReadAsync(large.ContentHash(), Cancellation));
        Assert.Contains("is not what went in", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>70,000 transitions in three parts.</summary>
    private static OfflineDataset Large()
    {
        var chunk = TransitionChunk.Allocate(70_000, 3, 1);
        for (var i = 0; i < chunk.Observations.Length; i++)
        {
            chunk.Observations[i] = i % 97;
        }

        return OfflineDataset.Of(chunk);
    }
}
