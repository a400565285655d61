using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
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
