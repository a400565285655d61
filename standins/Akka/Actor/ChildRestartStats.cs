using System.Diagnostics;

namespace Akka.Actor;

/// <summary>A child and how often it was restarted lately.</summary>
internal sealed class ChildRestartStats(InternalActorRefBase child)
{
    private int _restarts;
    private long? _windowStart;

    public InternalActorRefBase Child => child;

    /// <summary>Counts one more restart and tells whether it is within the limits; a negative limit does not limit.</summary>
    public bool RequestRestartPermission(int maxRetries, TimeSpan? window)
    {
        if (maxRetries == 0) return false;
        if (window is not { } range) return maxRetries < 0 || ++_restarts <= maxRetries;
        // A window alone means one restart within it.
        var allowed = maxRetries < 0 ? 1 : maxRetries;
        var now = Stopwatch.GetTimestamp();
        _windowStart ??= now;
        if (Stopwatch.GetElapsedTime(_windowStart.Value, now) <= range) return ++_restarts <= allowed;
        (_restarts, _windowStart) = (1, now);
        return true;
    }
}
