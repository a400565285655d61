using System.Globalization;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Cli;

/// <summary>The log of a run as a text file: time, level, source, message.</summary>
internal sealed class RunLog : ILoggerProvider
{
    private readonly StreamWriter writer;
    private readonly Lock gate = new();

    private RunLog(string path) => writer = new StreamWriter(path, append: true) { AutoFlush = true };

    /// <summary>Loggers that append to a file.</summary>
    public static ILoggerFactory Create(string path)
    {
        var log = new RunLog(path);
        return LoggerFactory.Create(builder => builder.AddProvider(log).SetMinimumLevel(LogLevel.Information));
    }

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Source(this, categoryName);

    /// <inheritdoc />
    public void Dispose() => writer.Dispose();

    private void Write(string line)
    {
        lock (gate)
        {
            writer.WriteLine(line);
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
            var time = DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            log.Write($"{time} {logLevel} {name}: {formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}");
        }
    }
}
