using AwacAkka.Cli.Terminal;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Cli.Clusters;

/// <summary>A log of a line an entry on an output stream. What collects a service's output keeps it.</summary>
/// <param name="output">The stream.</param>
internal sealed class LineLog(TextWriter output) : ILoggerProvider
{
    private readonly Lock gate = new();

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Source(this, categoryName);

    /// <inheritdoc />
    public void Dispose()
    {
        // The stream is the program's.
    }

    private void Write(string line)
    {
        lock (gate)
        {
            output.WriteLine(line.ReplaceLineEndings(" | "));
        }
    }

    private sealed class Source(LineLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Write($"{LogLine.Of(logLevel, state, formatter(state, exception), name)}{(exception is null ? "" : $": {exception.Message}")}");
    }
}
