using System.Reflection;
using Akka.Configuration;
using Akka.Persistence.Sql;
using AwacAkka.Actors.Reporting;

namespace AwacAkka.Actors.Runs;

/// <summary>The actor system's own configuration.</summary>
internal static class RunSystem
{
    /// <summary>How long a write waits for a program that has locked the journal, such as one that copies it.</summary>
    private const int LockTimeoutSeconds = 5;

    /// <summary>Version of the program.</summary>
    public static string Version =>
        typeof(RunSystem).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>How the journal is opened.</summary>
    public static string ConnectionString(RunFolder folder) => $"Data Source={folder.Journal};Default Timeout={LockTimeoutSeconds}";

    /// <summary><c>akka.conf</c> with the journal in the run folder.</summary>
    /// <param name="folder">The run.</param>
    public static Config Configuration(RunFolder folder)
    {
        using var stream = typeof(RunSystem).Assembly.GetManifestResourceStream("AwacAkka.Actors.akka.conf")!;
        using var reader = new StreamReader(stream);
        var connection = ConnectionString(folder).Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        return ConfigurationFactory.ParseString(
            $"akka.persistence.journal.sql.connection-string = \"{connection}\"\n"
            + $"akka.persistence.snapshot-store.sql.connection-string = \"{connection}\"\n"
            + "akka.persistence { journal.sql.auto-initialize = off, snapshot-store.sql.auto-initialize = off }")
            .WithFallback(ConfigurationFactory.ParseString(reader.ReadToEnd()))
            .WithFallback(SqlPersistence.DefaultConfiguration);
    }
}
