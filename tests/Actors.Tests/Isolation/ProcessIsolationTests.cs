using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Records;
using AwacAkka.Environments.Faults;

namespace AwacAkka.Actors.Tests.Isolation;

/// <summary>With worker processes a crash costs the slot under way, and nothing else changes.</summary>
[Collection(nameof(WorkerPids))]
[Trait("Category", "Run")]
public sealed class ProcessIsolationTests
{
    private static readonly int Self = Environment.ProcessId;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 3)]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    public async Task Threads_and_processes_and_processes_that_crash_and_hang_end_with_the_same_bits(int pipelineDepth, int workers)
    {
        var threads = await TestRun.CalmAsync(pipelineDepth);
        var processes = await TestRun.TrainAsync(workers: workers, pipelineDepth: pipelineDepth, change: Isolated);
        Assert.Equal(threads.Result, processes.Result);
        Assert.Equal(threads.Metrics, processes.Metrics);
        var storm = await TestRun.TrainAsync(
            workers: workers, pipelineDepth: pipelineDepth, change: config => Stormy(config, new FaultRates(0.001, 0.001, 0.0005, 0.003, CallHang: 0.02)));
        Assert.Contains(storm.Log, line => line.Contains("the worker process ended by signal 11 (SIGSEGV)", StringComparison.Ordinal));
        Assert.Contains(storm.Log, line => line.Contains("Step took longer than 0.4 s", StringComparison.Ordinal));
        Assert.Equal(threads.Result, storm.Result);
        Assert.Equal(threads.Metrics, storm.Metrics);
        Assert.Empty(storm.Notices);
        Assert.Empty(WorkerPids.Of(Self));
    }

    /// <summary>Steps hang for longer than the test lasts: the run can only end because a killed worker's slot is run again.</summary>
    [Fact]
    public async Task A_worker_process_killed_from_outside_costs_its_slot_only()
    {
        var calm = await TestRun.CalmAsync();
        using var ended = new CancellationTokenSource();
        var killing = KillHangingWorkersAsync(ended.Token);
        try
        {
            var killed = await TestRun.TrainAsync(change: config =>
            {
                var storm = Stormy(config, new FaultRates(Hang: 0.002));
                return storm with { Rollouts = storm.Rollouts with { StepTimeout = TimeSpan.FromHours(1), MaxFailures = 100 } };
            });
            Assert.Contains(killed.Log, line => line.Contains("the worker process ended by signal 9 (SIGKILL)", StringComparison.Ordinal));
            Assert.Equal(calm.Result, killed.Result);
            Assert.Empty(killed.Notices);
        }
        finally
        {
            await ended.CancelAsync();
            await killing;
        }
    }

    [Fact]
    public async Task A_slot_that_keeps_crashing_is_quarantined_with_its_reason()
    {
        var outcome = await TestRun.TrainAsync(seed: 4, change: config =>
        {
            var storm = Stormy(config, new FaultRates(Crash: 0.004));
            return storm with
            {
                Offline = config.Offline with { Updates = 0 },
                Online = config.Online with { StepsPerRound = 800 },
                Rollouts = storm.Rollouts with { MaxFailures = 2, StepTimeout = TimeSpan.FromMinutes(1) }, // on a busy machine the storm's 0.4 s without an answer were another reason
                Evaluation = config.Evaluation with { Episodes = 1 },
            };
        });
        Assert.NotEmpty(outcome.Notices);
        Assert.All(outcome.Notices, notice => Assert.Contains("signal 11 (SIGSEGV)", notice, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_environment_that_only_this_process_knows_ends_the_run_with_the_reason()
    {
        var id = FaultyPendulum.Register((_, _) => null);
        var failure = await Assert.ThrowsAsync<RunFailedException>(() => TestRun.TrainAsync(environment: id, change: Isolated));
        Assert.Contains(id, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.Empty(WorkerPids.Of(Self));
    }

    [Theory]
    [InlineData("true", "the worker process ended")]
    [InlineData("cat", "the program that was started is no worker")]
    [InlineData("no-such-program", "a worker process cannot be started")]
    public async Task A_program_that_is_no_worker_ends_the_run_with_the_reason(string program, string expected)
    {
        var failure = await Assert.ThrowsAsync<RunFailedException>(
            () => TestRun.TrainAsync(change: Isolated, worker: new WorkerLaunch(program, [])));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    internal static RunConfig Isolated(RunConfig config) =>
        config with { Rollouts = config.Rollouts with { Isolation = Configuration.Isolation.Process } };

    private static RunConfig Stormy(RunConfig config, FaultRates faults) => Isolated(config) with
    {
        Faults = faults,
        Rollouts = Isolated(config).Rollouts with { MaxFailures = 15, StepTimeout = TimeSpan.FromMilliseconds(400), StartTimeout = TimeSpan.FromSeconds(2) },
    };

    /// <summary>Kills workers that have used no processor time since the last look.</summary>
    private static async Task KillHangingWorkersAsync(CancellationToken ended)
    {
        var before = new Dictionary<int, string?>();
        while (!ended.IsCancellationRequested)
        {
            await Task.Delay(300, CancellationToken.None);
            var now = WorkerPids.Of(Self).ToDictionary(pid => pid, WorkerPids.ProcessorTime);
            int[] hanging = [.. now.Where(worker => before.GetValueOrDefault(worker.Key) == worker.Value).Select(worker => worker.Key)];
            if (hanging.Length > 0)
            {
                WorkerPids.Signal("KILL", hanging);
            }

            before = now;
        }
    }
}
