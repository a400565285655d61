using System.Globalization;
using AwacAkka.Cli.Terminal;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Cli.Clusters;

/// <summary>A log of a line an entry on an output stream: time, level, source, message. What collects a service's output keeps it.</summary>
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

    private void Write(LogLevel level, string name, string text)
    {
        var time = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        lock (gate)
        {
            output.WriteLine($"{time} {level} {name}: {text.ReplaceLineEndings(" | ")}");
        }
    }

    private sealed class Source(LineLog log, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var (source, text) = AkkaEntry.Of(state, formatter(state, exception), name);
            log.Write(logLevel, source, exception is null ? text : $"{text}: {exception.Message}");
        }
    }
}
