using Akka.Actor;
using Akka.Configuration;

namespace Akka.Persistence.Sql;

/// <summary>The default settings of the SQL plugins, as a configuration and as an extension that adds them to a system.</summary>
public sealed class SqlPersistence : IExtension
{
    public static readonly Config DefaultConfiguration =
        ConfigurationFactory.FromResource<SqlPersistence>("Akka.Persistence.Sql.persistence.conf");

    public static readonly Config DefaultJournalConfiguration = DefaultConfiguration.GetConfig("akka.persistence.journal.sql");

    public static readonly Config DefaultSnapshotConfiguration = DefaultConfiguration.GetConfig("akka.persistence.snapshot-store.sql");

    public readonly Config DefaultConfig = DefaultConfiguration;

    public readonly Config DefaultJournalConfig = DefaultJournalConfiguration;

    public readonly Config DefaultSnapshotConfig = DefaultSnapshotConfiguration;

    public SqlPersistence(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        system.Settings.InjectTopLevelFallback(DefaultConfiguration);
    }

    public static SqlPersistence? Get(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.WithExtension<SqlPersistence, SqlPersistenceProvider>();
    }
}

/// <summary>The key of <see cref="SqlPersistence"/>.</summary>
public sealed class SqlPersistenceProvider : ExtensionIdProvider<SqlPersistence>
{
    public override SqlPersistence CreateExtension(ExtendedActorSystem system) => new(system);
}
