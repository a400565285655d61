using AwacAkka.Actors.Configuration;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Tests.Storage;
using Npgsql;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary>Real nodes that are killed, stopped and asked to leave: every run comes to the bits of the local one, and every transition is kept once.</summary>
[Collection(ProgramTests.Name)]
[Trait("Category", "Run")]
public sealed class ClusterTests
{
    private readonly PostgresServer server;

    public ClusterTests(PostgresServer server)
    {
        PostgresServer.Require();
        this.server = server;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Category", "Slow")] // in some 90 s of processor time
    public async Task Nodes_that_come_die_and_leave_change_no_bit_of_any_run()
    {
        await using var cluster = await StartAsync(learners: 3, rollouts: 3);
        await cluster.StartAsync("l1", "l2", "l3", "r1");

        // One rollout node; then three, with threads and processes, depth 0 and 1, on several learners.
        await CheckAsync(cluster, "alone", SmallScenario.Config(steps: 1_000));
        await cluster.StartAsync("r2", "r3");
        (string Name, RunConfig Config)[] runs =
        [
            ("threads", SmallScenario.Config(steps: 1_600)),
            ("ahead", SmallScenario.Config(steps: 1_600, depth: 1)),
            ("processes", SmallScenario.Config(steps: 1_000, isolation: Isolation.Process)),
        ];
        await Task.WhenAll(runs.Select(run => CheckAsync(cluster, run.Name, run.Config)));

        // A rollout node is killed, then the learner that has the run; then a rollout node leaves, and the learner that has it now.
        var config = SmallScenario.Config(steps: 12_000);
        await cluster.SubmitAsync("handed", config);
        await cluster.UntilEventsAsync("handed", 5);
        await cluster.KillAsync("r1");
        await cluster.UntilEventsAsync("handed", 10);
        await cluster.KillAsync(await cluster.LearnerOfAsync("handed"));
        foreach (var name in (string[])[await cluster.LearnerOfAsync("handed"), "r2"])
        {
            Assert.Equal(0, await cluster.LeaveAsync(name));
            Assert.Contains("left", cluster[name].Output, StringComparison.Ordinal);
            Assert.DoesNotContain("leaving the cluster took longer", cluster[name].Output, StringComparison.Ordinal);
        }

        await AssertBitsAsync(cluster, "handed", config);
        AssertNoSecret(cluster);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task After_a_restart_of_all_nodes_runs_go_on_by_themselves()
    {
        await using var cluster = await StartAsync(learners: 2, rollouts: 1);
        await cluster.StartAsync("l1", "l2", "r1");
        var config = SmallScenario.Config(steps: 6_000);
        await cluster.SubmitAsync("one", config, 1);
        await cluster.SubmitAsync("two", config, 2);
        await cluster.UntilEventsAsync("one", 5);
        await cluster.UntilEventsAsync("two", 2);
        await Task.WhenAll(((string[])["l1", "l2", "r1"]).Select(cluster.KillAsync));
        await cluster.StartAsync("l1", "l2", "r1");
        await AssertBitsAsync(cluster, "one", config, 1);
        await AssertBitsAsync(cluster, "two", config, 2);
    }

    /// <summary>The one with the lower address dies, so that the other takes itself for the smaller side; the first seed node dies, which no longer begins the cluster.</summary>
    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("l1")]
    [InlineData("l2")]
    public async Task Of_two_learners_either_goes_on_without_the_other_once_it_is_started_again(string victim)
    {
        await using var cluster = await StartAsync(learners: 2, rollouts: 1);
        await cluster.StartAsync("l1", "l2", "r1");
        var config = SmallScenario.Config(steps: 4_000);
        await cluster.SubmitAsync("orphan", config);
        await cluster.UntilEventsAsync("orphan", 3);
        await cluster.KillAsync(victim);
        await AssertBitsAsync(cluster, "orphan", config);
    }

    /// <summary>The learner sleeps until the others have taken its run over and got on with it; then it wakes, and takes itself for the one that has it.</summary>
    [Fact]
    public async Task A_learner_that_wakes_after_its_run_went_on_elsewhere_ends_and_changes_nothing()
    {
        await using var cluster = await StartAsync(learners: 3, rollouts: 1);
        await cluster.StartAsync("l1", "l2", "l3", "r1");
        var config = SmallScenario.Config(steps: 8_000);
        await cluster.SubmitAsync("slept", config);
        await cluster.UntilEventsAsync("slept", 5);
        var sleeper = await cluster.LearnerOfAsync("slept");
        cluster.Forget(sleeper);
        cluster[sleeper].Signal("STOP");
        var before = await cluster.EventsAsync("slept");
        await cluster.UntilEventsAsync("slept", before + 3);
        cluster[sleeper].Signal("CONT");
        Assert.Equal(2, await cluster[sleeper].ExitCodeAsync());
        Assert.Contains("error: the other nodes have declared this one gone", cluster[sleeper].Output, StringComparison.Ordinal);
        await AssertBitsAsync(cluster, "slept", config);
    }

    /// <summary>What the run is said to have been begun with is not what is computed here; then the record is put right.</summary>
    [Fact]
    public async Task A_learner_that_computes_other_bits_than_a_run_was_begun_with_leaves_it_alone_and_says_why()
    {
        await using var cluster = await StartAsync(learners: 1, rollouts: 1);
        var config = SmallScenario.Config(steps: 1_000);
        await cluster.SubmitAsync("foreign", config);
        var foreign = new string('0', 64);
        await RecordArithmeticAsync($"arithmetic = '3.1.4;{foreign}'");
        await cluster.StartAsync("l1", "r1");
        await cluster.UntilAsync(() => Task.FromResult(cluster["l1"].LoggedAt("the run 'foreign' is interrupted") is not null), "the refusal");
        var status = new ClusterCommands(cluster.ConfigOf("l1"));
        await cluster.UntilAsync(async () => (await status.RunAsync("status")).Contains("3.1.4", StringComparison.Ordinal), "the reason in the status");
        Assert.Equal(0, await cluster.EventsAsync("foreign"));

        await RecordArithmeticAsync("arithmetic = NULL");
        await AssertBitsAsync(cluster, "foreign", config);

        Task RecordArithmeticAsync(string change) => cluster.Database.UseAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand($"UPDATE awac.runs SET {change} WHERE name = 'foreign'", connection);
                return await command.ExecuteNonQueryAsync(Cancellation);
            },
            Cancellation);
    }

    /// <summary>
    /// Akka times its decision by the wall clock: set back while a node cannot be reached, that node would stay a member for as long as the clock was set
    /// back, and its run with it.
    /// </summary>
    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_learner_that_died_is_declared_gone_although_the_clocks_of_the_others_are_set_back_meanwhile()
    {
        var certificates = TestCertificates.Make(age: TimeSpan.FromDays(1)); // which clocks that were set back are not to take for future ones
        await using var cluster = await TestCluster.CreateAsync(server, Detection.Test, certificates: certificates);
        cluster.Plan(learners: 3, rollouts: 1);
        cluster.AddClocks();
        await cluster.StartAsync("l1", "l2", "l3", "r1");
        var config = SmallScenario.Config(steps: 4_000);
        await cluster.SubmitAsync("handed", config);
        await cluster.UntilEventsAsync("handed", 3);
        var learner = await cluster.LearnerOfAsync("handed");
        await cluster.KillAsync(learner);
        string[] others = [.. cluster.Names("learner").Where(name => name != learner)];
        await cluster.UntilAsync(() => Task.FromResult(others.Any(name => cluster[name].LoggedAt("SBR found unreachable members") is not null)), "its absence to be noticed");
        foreach (var other in others)
        {
            cluster.ClockOf(other).Set(TimeSpan.FromHours(-5));
        }

        await AssertBitsAsync(cluster, "handed", config);
        Assert.All(others, other => Assert.Contains("the machine's clock was set back by 18000.0 s", cluster[other].Output, StringComparison.Ordinal));
        Assert.Equal(0, cluster.Restarts);
    }

    /// <summary>The disk is one in memory, small and the server's own: needs the right to mount one.</summary>
    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public async Task A_database_whose_disk_is_full_interrupts_a_run_which_goes_on_when_there_is_space()
    {
        Assert.SkipWhen(Environment.UserName != "root", "only root may mount a small disk");
        await using var small = new PostgresServer(diskMegabytes: 300);
        await small.InitializeAsync();
        await using var cluster = await TestCluster.CreateAsync(small, Detection.Test);
        cluster.Plan(learners: 1, rollouts: 1);
        await cluster.StartAsync("l1", "r1");
        var config = SmallScenario.Config(steps: 8_000);
        await cluster.SubmitAsync("full", config);
        await cluster.UntilEventsAsync("full", 5);
        small.FillDisk();
        await cluster.UntilAsync(() => Task.FromResult(cluster["l1"].LoggedAt("the run 'full' is interrupted") is not null), "the interruption");
        await Task.Delay(TimeSpan.FromSeconds(3), Cancellation);
        TrialLog.Tell(string.Join('\n', cluster["l1"].Output.Split('\n').Where(line => line.Contains("is interrupted", StringComparison.Ordinal))));
        Assert.True(cluster.IsRunning("l1"));
        await small.FreeDiskAsync();
        await AssertBitsAsync(cluster, "full", config);
        Assert.Equal(0, cluster.Restarts);
        Assert.DoesNotContain("cannot go on", cluster["l1"].Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_submit_stop_resume_lengthen_fetch_and_verify_runs()
    {
        await using var cluster = await StartAsync(learners: 1, rollouts: 1);
        await cluster.StartAsync("l1", "r1");
        var (config, longer) = (SmallScenario.Config(steps: 20 * 203), SmallScenario.Config(steps: 22 * 203)); // a run is lengthened by whole rounds
        var file = Path.Combine(cluster.Folder, "scenario.conf");
        await File.WriteAllTextAsync(file, config.ToHocon(), Cancellation);
        var commands = new ClusterCommands(cluster.ConfigOf("l1"));
        Assert.Equal("submitted sweep-seed1\nsubmitted sweep-seed2", await commands.RunAsync("submit", "--config", file, "--seed", "1..2", "--name", "sweep"));

        await cluster.UntilEventsAsync("sweep-seed1", 3);
        await commands.RunAsync("stop", "sweep-seed1");
        await cluster.UntilAsync(async () => (await cluster.Catalogue.GetAsync("sweep-seed1", Cancellation)).Seen == SeenState.Queued, "the stop");
        var stopped = await cluster.EventsAsync("sweep-seed1");
        Assert.InRange(stopped, 3, 19); // in the midst of its 20 rounds
        Assert.Contains("sweep-seed1  stopped ", await commands.RunAsync("list"), StringComparison.Ordinal);
        await AssertBitsAsync(cluster, "sweep-seed2", config, 2);
        Assert.Equal(stopped, await cluster.EventsAsync("sweep-seed1"));

        Assert.Equal("sweep-seed1 is to go on", await commands.RunAsync("resume", "sweep-seed1"));
        await cluster.UntilEventsAsync("sweep-seed1", stopped + 1);
        await Task.WhenAll(cluster.KillAsync("l1"), cluster.KillAsync("r1"));
        await cluster.StartAsync("l1", "r1"); // after which it goes on by itself
        await AssertBitsAsync(cluster, "sweep-seed1", config);
        await commands.RunAsync("resume", "sweep-seed1", "--set", $"online.steps={longer.Online.Steps}");
        var digest = (await SmallScenario.LocalAsync(longer, 1)).Digest;
        await cluster.UntilAsync(async () => (await commands.RunAsync("list")).Contains(digest, StringComparison.Ordinal), "the longer run");

        var fetched = Path.Combine(cluster.Folder, "fetched");
        await commands.RunAsync("fetch", "sweep-seed1", "--run", fetched);
        Assert.Contains(digest, await ClusterCommands.AwacAsync("verify", fetched), StringComparison.Ordinal);
        await commands.RunAsync("delete", "sweep-seed2");
        Assert.DoesNotContain("sweep-seed2", await commands.RunAsync("list"), StringComparison.Ordinal);
    }

    private async Task<TestCluster> StartAsync(int learners, int rollouts)
    {
        var cluster = await TestCluster.CreateAsync(server, Detection.Test);
        cluster.Plan(learners, rollouts);
        return cluster;
    }

    private static async Task CheckAsync(TestCluster cluster, string run, RunConfig config)
    {
        await cluster.SubmitAsync(run, config);
        await AssertBitsAsync(cluster, run, config);
    }

    private static async Task AssertBitsAsync(TestCluster cluster, string run, RunConfig config, ulong seed = 1)
    {
        var bits = await cluster.FinishedAsync(run);
        var local = await SmallScenario.LocalAsync(config, seed);
        Assert.Equal(local.Digest, bits.Digest);
        Assert.Equal(local.Chunks, bits.Chunks); // all transitions once, none lost
        await JournalChecks.AssertSoundAsync(cluster, run);
    }

    private static void AssertNoSecret(TestCluster cluster)
    {
        foreach (var (_, process) in cluster.All)
        {
            Assert.DoesNotContain(PostgresServer.Password, process.Output, StringComparison.Ordinal);
        }
    }
}
