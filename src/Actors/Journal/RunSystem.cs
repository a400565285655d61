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

    /// <summary>What an actor system for a run is made with: the configuration, the run's journal, and where the log goes.</summary>
    public static ActorSystemSetup Setup(RunFolder folder, ILoggerFactory loggers) => BootstrapSetup.Create()
        .WithConfig(Configuration())
        .And(JournalDatabase.PluginSetup(folder))
        .And(new LoggerFactorySetup(loggers));

    /// <summary><c>sqlite.conf</c> over <see cref="SharedConfiguration"/>.</summary>
    public static Config Configuration() => Embedded("sqlite.conf").WithFallback(SharedConfiguration());

    /// <summary><c>akka.conf</c> over the packages' own settings: what an actor system needs for runs, wherever they are kept.</summary>
    public static Config SharedConfiguration() => Embedded("akka.conf").WithFallback(SqlPersistence.DefaultConfiguration);

    private static Config Embedded(string name)
    {
        using var stream = typeof(RunSystem).Assembly.GetManifestResourceStream("AwacAkka.Actors." + name)!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
