using Akka.Actor;
using Akka.Hosting;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Tests.Recovery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Actors.Tests;

/// <summary>A program that has a host adds a run to it; the run is the one that a launcher starts.</summary>
[Trait("Category", "Run")]
public sealed class HostingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_run_in_a_host_comes_to_the_digest_of_the_launchers_run()
    {
        using var begun = RecoveredRun.Begun(config => config);
        using (var host = HostOf(begun, new IgnoredProgress(), out var run))
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            Assert.Equal((await TestRun.CalmAsync()).Result, await run.Completion.WaitAsync(Patience, TestContext.Current.CancellationToken));
            Assert.Equal("guardian", host.Services.GetRequiredService<IRequiredActor<RunGuardian>>().ActorRef.Path.Name);
            await host.StopAsync(TestContext.Current.CancellationToken);
        }

        Assert.Empty(Directory.GetFiles(begun.Folder.FullPath, "run.db-*"));
        Assert.Equal((await TestRun.CalmAsync()).Metrics, begun.Metrics);
    }

    [Fact]
    public async Task A_host_that_stops_amid_a_run_leaves_one_that_is_gone_on_with()
    {
        using var begun = RecoveredRun.Begun(config => config);
        var progress = new IgnoredProgress();
        using (var host = HostOf(begun, progress, out var run))
        {
            await host.StartAsync(TestContext.Current.CancellationToken);
            await progress.FirstRound.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
            await host.StopAsync(TestContext.Current.CancellationToken);
            Assert.True(host.Services.GetRequiredService<ActorSystem>().WhenTerminated.IsCompleted);
        }

        Assert.Equal((await TestRun.CalmAsync()).Result, await begun.ResumeAsync());
    }

    [Fact]
    public void A_run_whose_journal_cannot_be_used_is_refused_before_there_is_a_host()
    {
        using var begun = RecoveredRun.Begun(config => config);
        File.WriteAllText(begun.Folder.Journal, string.Concat(Enumerable.Repeat("no journal\n", 500)));
        var refused = Assert.Throws<StorageException>(() => new ServiceCollection().AddAwacRun(begun.Request, new IgnoredProgress()));
        Assert.Contains("is damaged: it is no SQLite database", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>As an environment in native code may, which no one can stop.</summary>
    [Fact]
    public async Task What_never_ends_is_left_behind_before_a_user_would_kill_the_program()
    {
        var end = RunLauncher.WaitForEndAsync(new TaskCompletionSource().Task, NullLoggerFactory.Instance);
        await end.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken); // ten times as long as promised
    }

    private static IHost HostOf(RecoveredRun begun, IRunProgress progress, out AwacRun run)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        run = builder.Services.AddAwacRun(begun.Request, progress);
        return builder.Build();
    }
}
