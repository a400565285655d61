using AwacAkka.Clustering.Nodes;

namespace AwacAkka.Clustering.Tests;

/// <summary>A wall clock that is set, and what does not go by it.</summary>
public sealed class ClockTests
{
    private readonly SetClock clock = new();

    [Theory]
    [InlineData(3_600)]
    [InlineData(-3_600)]
    [InlineData(1)]
    public void A_clock_that_is_set_is_noticed_once_with_the_time_by_which_it_was_set(double seconds)
    {
        var jumps = new ClockJumpDetector(clock);
        clock.Pass(seconds: 120); // as a process that was stopped sees it
        Assert.Null(jumps.Look());
        clock.Pass(seconds: 1);
        clock.Set(seconds);
        Assert.Equal(TimeSpan.FromSeconds(seconds), jumps.Look());
        Assert.Null(jumps.Look());
    }

    [Fact]
    public void A_node_is_silent_when_its_report_has_stood_unchanged_for_long_enough_whatever_times_reports_bear()
    {
        var watch = new ReportWatch(TimeSpan.FromSeconds(10), clock);
        var (old, future) = (DateTime.UtcNow.AddDays(-1), DateTime.UtcNow.AddDays(1));
        See(("dead", future), ("alive", old));
        Assert.Empty(watch.Silent());
        clock.Set(seconds: 3_600);
        clock.Pass(seconds: 9);
        See(("dead", future), ("alive", old.AddHours(-1)));
        Assert.Empty(watch.Silent());
        clock.Pass(seconds: 2);
        See(("dead", future), ("alive", old.AddHours(-1)));
        Assert.Equal(new Dictionary<string, DateTime> { ["dead"] = future }, watch.Silent());

        void See(params (string Name, DateTime At)[] reports) => watch.See(reports.ToDictionary(report => report.Name, report => report.At));
    }

    /// <summary>Two clocks, of which one can be set.</summary>
    private sealed class SetClock : TimeProvider
    {
        private TimeSpan monotonic;
        private DateTimeOffset wall = DateTimeOffset.UnixEpoch;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => monotonic.Ticks;

        public override DateTimeOffset GetUtcNow() => wall;

        public void Pass(double seconds) => (monotonic, wall) = (monotonic + TimeSpan.FromSeconds(seconds), wall + TimeSpan.FromSeconds(seconds));

        public void Set(double seconds) => wall += TimeSpan.FromSeconds(seconds);
    }
}
