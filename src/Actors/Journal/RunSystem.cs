using System.Reflection;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting.Logging;
using Akka.Persistence.Sql;
using AwacAkka.Actors.Storage;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Actors.Journal;

/// <summary>The actor system's own configuration.</summary>
internal static class RunSystem
{
    /// <summary>Version of the program.</summary>
    public static string Version =>
        typeof(RunSystem).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>What an actor system for a run is made with: <c>akka.conf</c>, the run's journal, and where the log goes.</summary>
    public static ActorSystemSetup Setup(RunFolder folder, ILoggerFactory loggers) => BootstrapSetup.Create()
        .WithConfig(Configuration())
        .And(JournalDatabase.PluginSetup(folder))
        .And(new LoggerFactorySetup(loggers));

    /// <summary><c>akka.conf</c> over the packages' own settings.</summary>
    public static Config Configuration()
    {
        using var stream = typeof(RunSystem).Assembly.GetManifestResourceStream("AwacAkka.Actors.akka.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd()).WithFallback(SqlPersistence.DefaultConfiguration);
    }
}
