using Microsoft.Extensions.Logging;

namespace AwacAkka.Bench.Faults;

/// <summary>Counts the failures that a run's supervisors log, by what they were.</summary>
internal sealed class FailureCounts : ILoggerProvider, ILogger
{
    private int total;
    private int exceptions;
    private int hangs;
    private int crashes;

    /// <summary>All of them.</summary>
    public int Total => total;

    /// <summary>Steps that threw.</summary>
    public int Exceptions => exceptions;

    /// <summary>Steps that took too long.</summary>
    public int Hangs => hangs;

    /// <summary>Worker processes that ended by themselves.</summary>
    public int Crashes => crashes;

    /// <summary>Rewards and observations that were not finite: whatever is none of the others.</summary>
    public int NonFinite => total - exceptions - hangs - crashes;

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc />
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc />
    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

    /// <inheritdoc />
    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = IsEnabled(logLevel) ? formatter(state, exception) : string.Empty;
        if (!line.Contains(" failed (", StringComparison.Ordinal))
        {
            return;
        }

        Interlocked.Increment(ref total);
        if (line.Contains("an exception was injected", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref exceptions);
        }
        else if (line.Contains("took longer than", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref hangs);
        }
        else if (line.Contains("worker process ended", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref crashes);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
