using Akka.Actor;
using Akka.Configuration;
using AwacAkka.Actors;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Runs;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>What a learner node has of a cluster's database: one actor system that many runs are in, each under an actor of its own.</summary>
internal sealed class StoreNode : IAsyncDisposable
{
    private readonly ActorSystem system;
    private readonly CancellationTokenSource stop = new();
    private readonly List<IDisposable> runners = [];

    private StoreNode(ClusterDatabase database, string settings)
    {
        Database = database;
        var over = ConfigurationFactory.ParseString(settings + "\n akka { loggers = [], loglevel = OFF, stdout-loglevel = OFF }");
        system = ActorSystem.Create("awac-node", ClusterJournal.Setup(database, over));
    }

    public ClusterDatabase Database { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A node; its settings go over its own.</summary>
    public static async Task<StoreNode> StartAsync(DatabaseSettings settings, string over = "") =>
        new(await ClusterDatabase.OpenAsync(settings, Cancellation), over);

    /// <summary>Adds a run to the catalogue.</summary>
    public Task SubmitAsync(string name, RunSpec spec) => new RunCatalogue(Database).AddAsync([new SubmittedRun(name, spec)], Cancellation);

    /// <summary>Begins a run, or goes on with it, to its end.</summary>
    public async Task<Finished> RunAsync(string name, Action<IRunNews>? hear = null)
    {
        var (spec, store) = await (await ClusteredRun.ReadAsync(Database, name, Cancellation)).TakeAsync(Database, acceptOtherCpu: false, Cancellation);
        return await RunAsync(spec, store, hear);
    }

    /// <summary>The same with a store that has been taken.</summary>
    public Task<Finished> RunAsync(RunSpec spec, PostgresRunStore store, Action<IRunNews>? hear = null)
    {
        var local = new LocalRunners(new RolloutSetting(spec.Config.Environment.Id, spec.Seed, spec.Config.Faults));
        runners.Add(local);
        var finished = new TaskCompletionSource<Finished>(TaskCreationOptions.RunContinuationsAsynchronously);
        Action<IRunNews> publish = hear ?? (_ => { });
        system.ActorOf(Props.Create(() => new RunGuardian(spec, store, local, finished, publish, stop.Token)));
        return finished.Task.WaitAsync(TimeSpan.FromMinutes(3), Cancellation);
    }

    /// <summary>Runs until something is heard of the run, which stands still there until it is woken.</summary>
    public async Task<(Task<Finished> Run, Action Wake)> RunToStandstillAsync(string name, Func<IRunNews, bool> isThere)
    {
        var (wake, asleep) = (new ManualResetEventSlim(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var run = RunAsync(name, news =>
        {
            if (isThere(news))
            {
                asleep.SetResult();
                wake.Wait(Cancellation);
            }
        });
        await await Task.WhenAny(asleep.Task, run);
        return (run, wake.Set);
    }

    /// <summary>Runs until so many rounds are trained, then ends the node in the midst of whatever it does.</summary>
    public async Task RunUntilAsync(string name, int rounds)
    {
        var (trained, reached) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var run = RunAsync(name, news =>
        {
            if (news is RoundTrained && Interlocked.Increment(ref trained) == rounds)
            {
                reached.SetResult();
            }
        });
        await await Task.WhenAny(reached.Task, run);
        Assert.True(reached.Task.IsCompleted, "the run ended before it could be stopped");
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        var end = system.Terminate();
        runners.ForEach(r => r.Dispose());
        await end.WaitAsync(TimeSpan.FromSeconds(30));
        Database.Dispose();
    }
}
