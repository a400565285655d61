using System.Diagnostics;

namespace AwacAkka.Numerics.Threads;

/// <summary>
/// Spinning before sleep, for longer than an update's jobs are usually apart. A virtual core whose thread sleeps may go to another
/// guest of the host and come back late; then the other threads wait and sleep, too, and all cores are lost. Short enough to leave
/// the cores to another training while there is nothing to do.
/// </summary>
internal struct BoundedSpin()
{
    private static readonly long Longest = Stopwatch.Frequency / 500; // 2 ms
    private readonly long start = Stopwatch.GetTimestamp();
    private SpinWait spinner;

    /// <summary>Lets a moment pass and returns true; false, at once, when it is time to sleep.</summary>
    public bool TryOnce()
    {
        if (Stopwatch.GetTimestamp() - start >= Longest)
        {
            return false;
        }

        spinner.SpinOnce(sleep1Threshold: -1);
        return true;
    }
}
