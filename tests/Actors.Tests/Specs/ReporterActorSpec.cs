using Akka.Actor;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Storage;
using AwacAkka.Collecting;

namespace AwacAkka.Actors.Tests.Specs;

/// <summary>The run's records when figures come late, when a run is resumed, and when a file cannot be written.</summary>
public sealed class ReporterActorSpec : ActorSpec
{
    private readonly string path = Path.Combine(Path.GetTempPath(), "awac-spec-" + Guid.NewGuid().ToString("N"));
    private readonly TaskCompletionSource reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Heard heard = new();
    private RunFolder folder = null!;

    [Fact]
    public async Task Rows_wait_for_the_evaluation_before_them_and_stand_in_the_order_of_rounds()
    {
        var reporter = await StartAsync();
        reporter.Tell(Trained(0));
        reporter.Tell(Trained(1));
        reporter.Tell(Trained(2));
        reporter.Tell(new Evaluated(RunPhase.Online, 3, [new EpisodeSummary(-4, 200)])); // before its round is trained
        reporter.Tell(new Evaluated(RunPhase.Online, 1, [new EpisodeSummary(-2, 200)]));
        reporter.Tell(Trained(3));
        await EndOfReportAsync(reporter);
        Assert.Equal([1, 2, 3, 4], heard.Rows.Select(r => r.Round));
        Assert.Equal([null, -2, null, -4], heard.Rows.Select(r => r.Evaluation?.MeanReturn));
        Assert.Equal(["online,1", "online,2", "online,3", "online,4"], Rows());
        Assert.True(File.Exists(folder.Curve));
    }

    [Fact]
    public async Task A_row_has_the_mean_return_of_rollouts_and_the_mean_and_deviation_of_evaluations()
    {
        var reporter = await StartAsync();
        reporter.Tell(Trained(0) with { Episodes = [new EpisodeSummary(-10, 5), new EpisodeSummary(-20, 7)] });
        reporter.Tell(Trained(1));
        reporter.Tell(new Evaluated(RunPhase.Online, 1, [new EpisodeSummary(1, 200), new EpisodeSummary(5, 100)]));
        await EndOfReportAsync(reporter);
        var lines = (await File.ReadAllLinesAsync(folder.Metrics, Cancellation)).Select(line => line.Split(',')).ToArray();
        Assert.Equal(
            ["rollout_episodes", "rollout_return", "evaluation_episodes", "evaluation_return", "evaluation_std"], lines[0][5..10]);
        Assert.Equal(["2", "-15", "", "", ""], lines[1][5..10]);
        Assert.Equal(["0", "", "2", "3", "2"], lines[2][5..10]); // the population's deviation
    }

    [Fact]
    public async Task A_round_whose_evaluation_never_came_has_no_row()
    {
        var reporter = await StartAsync();
        reporter.Tell(Trained(0));
        reporter.Tell(Trained(1));
        reporter.Tell(Trained(2));
        await EndOfReportAsync(reporter);
        Assert.Equal(["online,1"], Rows());
    }

    [Fact]
    public async Task A_resumed_run_writes_its_rows_again_and_goes_on_behind_them()
    {
        var reporter = await StartAsync();
        await File.WriteAllTextAsync(folder.Metrics, "phase,round\nonline,1\nonl", Cancellation); // torn by a kill
        reporter.Tell(new RunResumed([Trained(0), Trained(1), Trained(2)], [new Evaluated(RunPhase.Online, 1, [new EpisodeSummary(-2, 200)])], Trained(1)));
        reporter.Tell(Trained(3));
        reporter.Tell(new Evaluated(RunPhase.Online, 3, [new EpisodeSummary(-4, 200)]));
        await EndOfReportAsync(reporter);
        Assert.Equal(["online,1", "online,2", "online,3", "online,4"], Rows());
        Assert.Equal([3, 4], heard.Rows.Select(r => r.Round)); // the last that is known, and what is new
        Assert.Equal(
            "resumed after online round 3: from the checkpoint after online round 2, 1 recorded rounds are trained again and compared",
            Assert.Single(heard.Sentences));
        Assert.Equal(10, heard.Advances.Single().UpdatesPerSecond); // the recorded updates are not this round's
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_ends_the_run_with_the_files_name()
    {
        var reporter = await StartAsync();
        Directory.CreateDirectory(folder.Metrics);
        reporter.Tell(Trained(0));
        var refused = await Assert.ThrowsAsync<StorageException>(() => reported.Task.WaitAsync(Patience, Cancellation));
        Assert.StartsWith($"'{folder.Metrics}' cannot be written: ", refused.Message, StringComparison.Ordinal);
        await StopAsync(reporter);
        Assert.False(File.Exists(folder.Curve)); // a curve of some rows would be taken for the run's
    }

    [Fact]
    public async Task A_curve_that_cannot_be_drawn_at_the_end_is_reported_too()
    {
        var reporter = await StartAsync();
        reporter.Tell(Trained(0));
        Directory.CreateDirectory(folder.Curve);
        await StopAsync(reporter);
        var refused = await Assert.ThrowsAsync<StorageException>(() => reported.Task.WaitAsync(Patience, Cancellation));
        Assert.StartsWith($"'{folder.Curve}' cannot be written: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_of_the_round_under_way_show_the_steps_so_far()
    {
        var reporter = await StartAsync();
        reporter.Tell(Trained(0));
        reporter.Tell(new LearnerProgress(RunPhase.Online, 1, 15, 5));
        await EndOfReportAsync(reporter);
        Assert.Equal(new RunAdvance(RunPhase.Online, 15, 100, 5), heard.Advances[^1]);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(path, recursive: true);
    }

    /// <summary>Under the user guardian, as in a run: it restarts what fails.</summary>
    private Task<IActorRef> StartAsync()
    {
        var config = new RunConfig
        {
            Offline = new OfflineSection(Updates: 0),
            Online = new OnlineSection(Steps: 600, StepsPerRound: 100),
            Evaluation = new EvaluationSection(Episodes: 1, EveryRounds: 2),
        };
        folder = RunFolder.Create(path, config, 1, null);
        var request = new RunRequest(config, 1, null, folder);
        return WatchAsync(Sys.ActorOf(Props.Create(() => new ReporterActor(request, heard, reported, Unchecked)), "reporter"));
    }

    private async Task EndOfReportAsync(IActorRef reporter)
    {
        reporter.Tell(PoisonPill.Instance);
        await EndAsync(reporter);
        await reported.Task.WaitAsync(Patience, Cancellation);
    }

    private static RoundTrained Trained(int round) => new(
        RunPhase.Online, round, 10 * (round + 1), 100 * (round + 1), 100 * (round + 1), $"digest-{round}", [], [], Seconds: 1, CollectSeconds: 0);

    private IEnumerable<string> Rows() =>
        File.ReadAllLines(folder.Metrics).Skip(1).Select(line => string.Join(',', line.Split(',')[..2]));

    private sealed class Heard : IRunProgress
    {
        public List<RunAdvance> Advances { get; } = [];

        public List<MetricsRow> Rows { get; } = [];

        public List<string> Sentences { get; } = [];

        public void Advanced(RunAdvance advance) => Advances.Add(advance);

        public void RoundEnded(MetricsRow row) => Rows.Add(row);

        public void Noticed(string sentence) => Sentences.Add(sentence);
    }
}
