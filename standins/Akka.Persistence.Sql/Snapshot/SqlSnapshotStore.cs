using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence.Snapshot;
using Akka.Persistence.Sql.Db;

namespace Akka.Persistence.Sql.Snapshot;

/// <summary>The snapshot store in a SQL database, in the table layout of the genuine package.</summary>
public class SqlSnapshotStore : SnapshotStore
{
    public static readonly Config DefaultConfiguration = SqlPersistence.DefaultSnapshotConfiguration;

    private readonly Config _config;
    private readonly SqlDatabase _database;
    private readonly SnapshotTable _table;

    public SqlSnapshotStore(Config snapshotConfig)
    {
        _config = snapshotConfig.SafeWithFallback(SqlPersistence.DefaultSnapshotConfiguration);
        _database = SqlDatabase.For(_config, "akka.persistence.snapshot-store.sql");
        _table = new SnapshotTable(_database, Context.System.Serialization);
    }

    protected override void PreStart()
    {
        base.PreStart();
        if (!_config.GetBoolean("auto-initialize"))
            return;
        try
        {
            _table.CreateTables();
        }
        catch (Exception e) when (_config.GetBoolean("warn-on-auto-init-fail"))
        {
            Context.GetLogger().Warning("The snapshot table could not be created: {0}", _database.Explain(e).Message);
        }
    }

    protected override Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Task.Run(() => _table.Load(persistenceId, criteria));

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot) => Task.Run(() => _table.Save(metadata, snapshot));

    protected override Task DeleteAsync(SnapshotMetadata metadata) => Task.Run(() => _table.Delete(metadata));

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria) =>
        Task.Run(() => _table.Delete(persistenceId, criteria));
}
