using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Progress;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Cli.Tests.Reporting;

public sealed class ProgressTests : IDisposable
{
    private readonly StringWriter output = new();
    private readonly string parent = Directory.CreateTempSubdirectory("awac-progress").FullName;

    private readonly RunConfig config = new()
    {
        Offline = new OfflineSection(Updates: 10_000),
        Online = new OnlineSection(Steps: 20_000),
        Rollouts = new RolloutsSection(Workers: 2, Slots: 4),
        Algorithm = new AwacAkka.Learning.Algorithms.Awac.AwacConfig { OfflineBatchSize = 100, OnlineBatchSize = 400 },
    };

    public void Dispose() => Directory.Delete(parent, recursive: true);

    [Fact]
    public void Lines_say_phase_counts_speeds_losses_evaluation_and_time_left()
    {
        var progress = new LineProgress(config, output, new ManualTime());
        progress.RoundEnded(Row(RunPhase.Online, null));
        progress.Advanced(new RunAdvance(RunPhase.Online, 15_000, 5_000, 1_000, 2_500));
        Assert.Equal(
            "online  15,000 of 30,000 updates  1,000 updates/s  5,000 of 20,000 steps  5,000 steps/s  "
            + "critic loss 0.125, policy loss -3  0:00:18 left\n",
            output.ToString());
        output.GetStringBuilder().Clear();
        progress.RoundEnded(Row(RunPhase.Online, new EvaluationSummary(5, 5927.41, 10, 1000)));
        Assert.Contains("evaluation 5,927.4 (score 50.0)", output.ToString());
    }

    [Fact]
    public void Lines_are_no_more_frequent_than_some_seconds_but_evaluations_always_show()
    {
        var time = new ManualTime();
        var progress = new LineProgress(config, output, time);
        for (var second = 0; second < 7; second++, time.Seconds++)
        {
            progress.Advanced(new RunAdvance(RunPhase.Offline, second, 0, 1));
            progress.RoundEnded(Row(RunPhase.Offline, null));
        }

        Assert.Equal(3, output.ToString().Count(c => c == '\n'));
        progress.RoundEnded(Row(RunPhase.Offline, new EvaluationSummary(1, 1, 0, 1)));
        progress.Noticed("slot 3 began anew");
        Assert.EndsWith("slot 3 began anew\n", output.ToString());
        Assert.Equal(5, output.ToString().Count(c => c == '\n'));
    }

    [Fact]
    public void Before_the_online_phase_its_updates_are_weighed_by_their_batch()
    {
        var pace = new RunPace(config);
        Assert.Null(pace.TimeLeft);
        pace.Add(new RunAdvance(RunPhase.Offline, 4_000, 0, 2_000));
        Assert.Equal(TimeSpan.FromSeconds(3 + 40), pace.TimeLeft);
        pace.Add(new RunAdvance(RunPhase.Online, 20_000, 10_000, 1_000, 1_000));
        Assert.Equal(TimeSpan.FromSeconds(10 + 5), pace.TimeLeft);
    }

    [Fact]
    public void The_result_ends_with_the_digest_after_table_and_folder()
    {
        var folder = RunFolder.Create(Path.Combine(parent, "run"), config, 1, null);
        var rows = TransitionChunk.Allocate(2, 1, 1) with { Rewards = [3, 4], Timeouts = [false, true] };
        var request = new RunRequest(config, 1, OfflineDataset.Of(rows), folder);
        ResultTable.Write(output, request, new RunResult("abc", new EvaluationSummary(1, -280.178953, 0, 1), null));
        Assert.Equal(
            [
                "",
                "                 mean return       score",
                "data                     7.0         2.3",
                "after offline         -280.2         0.0",
                $"run folder {folder.FullPath}",
                "digest abc",
                "",
            ],
            output.ToString().Split('\n'));
    }

    private static MetricsRow Row(RunPhase phase, EvaluationSummary? evaluation) => new(
        phase, 1, 15_000, 5_000, 0, 0, null, evaluation, "abc",
        [new("critic_loss", 0.125f), new("q_mean", 7), new("policy_loss", -3)]);

    private sealed class ManualTime : TimeProvider
    {
        public int Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
