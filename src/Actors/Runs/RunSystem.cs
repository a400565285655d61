using System.Reflection;
using Akka.Configuration;
using Akka.Persistence.Sql;
using AwacAkka.Actors.Reporting;

namespace AwacAkka.Actors.Runs;

/// <summary>The actor system's own configuration.</summary>
internal static class RunSystem
{
    /// <summary>Version of the program.</summary>
    public static string Version =>
        typeof(RunSystem).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary><c>akka.conf</c> with the journal in the run folder.</summary>
    public static Config Configuration(RunFolder folder)
    {
        using var stream = typeof(RunSystem).Assembly.GetManifestResourceStream("AwacAkka.Actors.akka.conf")!;
        using var reader = new StreamReader(stream);
        var connection = $"Data Source={folder.Journal}".Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        return ConfigurationFactory.ParseString(
            $"akka.persistence.journal.sql.connection-string = \"{connection}\"\n"
            + $"akka.persistence.snapshot-store.sql.connection-string = \"{connection}\"")
            .WithFallback(ConfigurationFactory.ParseString(reader.ReadToEnd()))
            .WithFallback(SqlPersistence.DefaultConfiguration);
    }
}
