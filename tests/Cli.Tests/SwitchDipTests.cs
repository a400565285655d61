using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Diagnoses;
using AwacAkka.Collecting;

namespace AwacAkka.Cli.Tests;

/// <summary>What a run lost when it went online, of curves that are known.</summary>
public sealed class SwitchDipTests : CommandLineHarness
{
    /// <summary>Two evaluations of the offline phase, -70 and -50, and three after 100, 200 and 300 steps.</summary>
    [Theory]
    [InlineData(new double[] { -60, -80, -49 }, -80, 200, 300)]
    [InlineData(new double[] { -60, -80, -50 }, -80, 200, 300)] // no lower than before
    [InlineData(new double[] { -40, -80, -49 }, -80, 200, 300)] // was higher only before the dip
    [InlineData(new double[] { -80, -49, -60 }, -80, 100, 200)]
    [InlineData(new double[] { -60, -80, -51 }, -80, 200, null)]
    [InlineData(new double[] { -30, -40, -35 }, -40, 200, 200)] // never lower than before
    public void The_lowest_point_since_the_offline_phase_is_told_and_the_first_from_there_that_is_back(double[] online, double lowest, long at, int? back)
    {
        var dip = SwitchDip.Of(Run([-70, -50], online));
        Assert.Equal(new SwitchDip(-50, lowest, at, back), dip);
    }

    [Fact]
    public void Without_evaluations_of_both_phases_nothing_is_told()
    {
        Assert.Null(SwitchDip.Of(Run([-70, -50], [])));
        Assert.Null(SwitchDip.Of(Run([], [-60, -80, -49])));
    }

    /// <summary>A run of rounds of 20 updates, and of 100 steps, that is judged after each.</summary>
    private RecordedRun Run(double[] offline, double[] online)
    {
        var config = new RunConfig
        {
            Environment = new EnvironmentSection("Pendulum-v1"),
            Offline = new OfflineSection(20 * offline.Length, 20, 20),
            Online = new OnlineSection(100 * online.Length, 100),
            Evaluation = new EvaluationSection(Episodes: 2, EveryRounds: 1),
        };
        var started = new RunStarted(config.ToHocon(), string.Empty, null, 1, "here", "1");
        RunEvent[] events = [started, .. Rounds(RunPhase.Offline, offline, 0), .. Rounds(RunPhase.Online, online, 100)];
        return new RecordedRun(RunFolder.Create(In($"run{Guid.NewGuid():N}"), config, 1, null), config, started, RunHistory.Of(events));
    }

    /// <summary>Of two episodes, whose mean is what the curve shows.</summary>
    private static IEnumerable<RunEvent> Rounds(RunPhase phase, double[] returns, int steps) => returns.SelectMany((mean, round) => (RunEvent[])
    [
        new RoundTrained(phase, round, 20 * (round + 1), steps * (round + 1), 20, "digest", [], [], 0, 0),
        new Evaluated(phase, round, [new EpisodeSummary(mean - 3, 200), new EpisodeSummary(mean + 3, 200)]),
    ]);
}
