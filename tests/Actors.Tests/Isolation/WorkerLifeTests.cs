using System.Diagnostics;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Tests.Recovery;
using AwacAkka.Collecting;
using AwacAkka.Environments.Faults;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Actors.Tests.Isolation;

/// <summary>Worker processes do what their run says, and none outlives it.</summary>
[Collection(nameof(WorkerPids))]
[Trait("Category", "Run")]
public sealed class WorkerLifeTests : IDisposable
{
    private const int MostBeats = 3_000; // a minute's
    private readonly string folder = Directory.CreateTempSubdirectory("awac-worker-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Workers_whose_steps_hang_end_when_the_program_is_killed()
    {
        using var program = StartHanging("killed");
        var workers = await WorkerPids.WaitForAsync(program.Id, 3);
        Assert.True(await program.KillAsync());
        await WorkerPids.WaitForEndAsync(workers);
    }

    [Fact]
    public async Task Signals_of_the_terminal_are_left_to_the_program_which_stops_cleanly()
    {
        using var program = StartHanging("stopped");
        var workers = await WorkerPids.WaitForAsync(program.Id, 3);
        WorkerPids.Signal("INT", workers);
        WorkerPids.Signal("TERM", workers);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.All(workers, pid => Assert.True(WorkerPids.IsRunning(pid)));
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitCodeAsync());
        Assert.Contains("resume with:", program.Output, StringComparison.Ordinal);
        await WorkerPids.WaitForEndAsync(workers);
    }

    [Fact]
    public void A_worker_process_yields_the_bits_of_a_thread()
    {
        var setting = new RolloutSetting("HalfCheetah-v4", 7, FaultRates.None);
        var policy = RandomPolicy();
        using var processes = new WorkerProcesses(TestRun.Worker, setting, new RolloutsSection(), _ => { });
        using var threads = new LocalRunners(setting);
        using var far = processes.Create(new Heartbeat());
        using var near = threads.Create(new Heartbeat());
        var slot = new RunSlot(0, 0, SlotState.Start(2), null, 150);
        foreach (var job in (RunSlot[])[slot, slot with { Policy = policy, Start = near.Run(slot).End, Steps = 1_100 }, slot with { Policy = RandomPolicy() }])
        {
            var (here, there) = (near.Run(job), far.Run(job));
            Assert.Equal(WorkerCodec.Encode(job, here), WorkerCodec.Encode(job, there));
        }

        var start = new RunEpisode(Records.RunPhase.Online, 3, 0, EpisodeState.Start(5), policy, 300);
        var (first, same) = (near.Run(start), far.Run(start));
        Assert.Equal(WorkerCodec.Encode(first), WorkerCodec.Encode(same));
        var rest = start with { Start = same, Steps = 10_000 };
        Assert.Equal(near.Run(rest) with { Environment = [] }, far.Run(rest) with { Environment = [] });
    }

    [Fact]
    public void A_worker_of_another_build_refuses_to_work()
    {
        var hello = new WorkerHello("another build", new RolloutSetting("Pendulum-v1", 1, FaultRates.None), [], TimeSpan.FromSeconds(1));
        var (code, answer, _) = Converse(FrameKind.Hello, WorkerCodec.Encode(hello));
        Assert.Equal(1, code);
        Assert.Equal(FrameKind.Refused, answer?.Kind);
        Assert.Contains("was built anew", WorkerCodec.DecodeText(answer!.Value.Payload), StringComparison.Ordinal);
    }

    [Fact]
    public void A_worker_that_no_run_has_started_says_so()
    {
        foreach (var (kind, payload) in new[] { (FrameKind.RunSlot, new byte[4]), (FrameKind.Hello, "people"u8.ToArray()), ((FrameKind)99, []) })
        {
            var (code, answer, notes) = Converse(kind, payload);
            Assert.Equal(2, code);
            Assert.Null(answer);
            Assert.StartsWith("error: this command is started by runs", notes, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_program_without_workers_refuses_to_isolate()
    {
        var refused = await Assert.ThrowsAsync<RunConfigException>(
            () => TestRun.TrainAsync(change: ProcessIsolationTests.Isolated, withWorkers: false));
        Assert.Contains("pass a WorkerLaunch, or set", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A run that is killed can kill no worker: one that hangs has to notice for itself.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worker_that_hangs_in_construction_or_disposal_does_not_outlive_its_run(bool inConstruction)
    {
        var setting = new RolloutSetting("Pendulum-v1", 1, new FaultRates(CallHang: inConstruction ? 1 : 0.5));
        var hello = new WorkerHello(WorkerHello.ThisBuild, setting, [], TimeSpan.FromMilliseconds(20));
        var number = inConstruction ? 1 : ProcessThatOnlyHangsInDisposal(setting);
        using var worker = Process.Start(new ProcessStartInfo(TestRun.Worker.FileName, TestRun.Worker.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var channel = new FrameChannel(worker.StandardOutput.BaseStream, worker.StandardInput.BaseStream);
        channel.Write(FrameKind.Hello, WorkerCodec.Encode(hello with { Process = number }));
        var said = channel.Read()!.Value;
        for (var beats = 1; said.Kind == FrameKind.Alive && !(inConstruction && WorkerCodec.DecodeCall(said.Payload).Time > 2 * hello.Beat); beats++)
        {
            Assert.InRange(beats, 1, MostBeats);
            said = channel.Read()!.Value;
        }

        Assert.Equal(inConstruction ? FrameKind.Alive : FrameKind.Ready, said.Kind);
        worker.StandardInput.Close();
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.Equal(128 + 9, worker.ExitCode);
    }

    private static uint ProcessThatOnlyHangsInDisposal(RolloutSetting setting)
    {
        for (var process = 1u; process < 10_000; process++)
        {
            var life = new AddressedRandom(setting.Seed, DrawPurpose.LifeFault, 0, process);
            if (life.NextDouble() >= setting.Faults.CallHang && life.NextDouble() < setting.Faults.CallHang)
            {
                return process;
            }
        }

        throw new InvalidOperationException("no process only hangs in disposal");
    }

    private static (int Code, Frame? Answer, string Notes) Converse(FrameKind kind, byte[] payload)
    {
        using var input = new MemoryStream();
        using var output = new MemoryStream();
        using var notes = new StringWriter();
        new FrameChannel(Stream.Null, input).Write(kind, payload);
        input.Position = 0;
        var code = new WorkerSession(new FrameChannel(input, output), notes).Run();
        output.Position = 0;
        return (code, new FrameChannel(output, Stream.Null).Read(), notes.ToString());
    }

    private static PolicySnapshot RandomPolicy()
    {
        var config = TestRun.Config("HalfCheetah-v4", 1, 0).Algorithm;
        return TrainedPolicy.Of(config, InitialState.Create(config, new Dimensions(17, 6), 3));
    }

    /// <summary>A run whose very first steps hang, for as long as the test may take.</summary>
    private AwacProcess StartHanging(string name)
    {
        var config = TestRun.Config("Pendulum-v1", workers: 2, pipelineDepth: 0) with
        {
            Offline = new OfflineSection(Updates: 0),
            Faults = new FaultRates(Hang: 1),
        };
        config = ProcessIsolationTests.Isolated(config) with
        {
            Rollouts = config.Rollouts with { Isolation = Configuration.Isolation.Process, StepTimeout = TimeSpan.FromHours(1) },
        };
        var file = Path.Combine(folder, $"{name}.conf");
        File.WriteAllText(file, config.ToHocon());
        return AwacProcess.Start("train", "--config", file, "--run", Path.Combine(folder, name));
    }
}
