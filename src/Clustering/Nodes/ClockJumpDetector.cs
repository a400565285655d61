namespace AwacAkka.Clustering.Nodes;

/// <summary>Notices that the machine's wall clock was set: it has gone on by another time than the monotonic clock.</summary>
/// <param name="clock">Both clocks.</param>
internal sealed class ClockJumpDetector(TimeProvider clock)
{
    /// <summary>Far more than a clock drifts between two looks, or that a thread waits for a core between the readings of one.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);

    private DateTimeOffset wall = clock.GetUtcNow();
    private long monotonic = clock.GetTimestamp();

    /// <summary>By how much the clock was set since the last look; null where it was not.</summary>
    public TimeSpan? Look()
    {
        var (wallNow, monotonicNow) = (clock.GetUtcNow(), clock.GetTimestamp());
        var jump = wallNow - wall - clock.GetElapsedTime(monotonic, monotonicNow);
        (wall, monotonic) = (wallNow, monotonicNow);
        return jump.Duration() >= Least ? jump : null;
    }
}
