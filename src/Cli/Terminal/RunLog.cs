using AwacAkka.Actors.Records;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Cli.Terminal;

/// <summary>
/// The log of a run as a text file: time, level, source, message. A log that cannot be written asks for the run's end: whatever fills
/// the disk comes to the journal next.
/// </summary>
internal sealed class RunLog : ILoggerProvider
{
    private readonly string path;
    private readonly FileStream file;
    private readonly CancellationTokenSource failed = new();
    private readonly Lock gate = new();

    private RunLog(string path, FileStream file) => (this.path, this.file) = (path, file);

    /// <summary>Why the log could not be written; null while it can.</summary>
    public StorageException? Failure { get; private set; }

    /// <summary>Cancelled when the log could not be written.</summary>
    public CancellationToken Failed => failed.Token;

    /// <summary>A log that appends to a file.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    public static RunLog Open(string path)
    {
        try
        {
            return new RunLog(path, new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0));
        }
        catch (Exception e) when (StorageException.IsRefusal(e))
        {
            throw StorageException.NotWritten(path, e);
        }
    }

    /// <summary>Loggers that write there.</summary>
    public ILoggerFactory ToFactory() => LoggerFactory.Create(builder => builder.AddProvider(this).SetMinimumLevel(LogLevel.Information));

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Source(this, categoryName);

    /// <inheritdoc />
    public void Dispose()
    {
        file.Dispose();
        failed.Dispose();
    }

    private void Write(string line)
    {
        lock (gate)
        {
            if (Failure is not null)
            {
                return;
            }

            try
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(line + "\n")); // unbuffered, so that a crash loses no line
            }
            catch (Exception e) when (StorageException.IsRefusal(e))
            {
                Failure = StorageException.NotWritten(path, e);
                failed.Cancel();
            }
        }
    }

    private sealed class Source(RunLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            log.Write($"{LogLine.Of(logLevel, state, formatter(state, exception), name)}{(exception is null ? "" : $"\n{exception}")}");
        }
    }
}
