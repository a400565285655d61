using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Persistence.Journal;
using Akka.Persistence.Sql.Db;

namespace Akka.Persistence.Sql.Journal;

/// <summary>The journal in a SQL database, in the table layout of the genuine package.</summary>
public class SqlWriteJournal : AsyncWriteJournal
{
    public static readonly Config DefaultConfiguration = SqlPersistence.DefaultJournalConfiguration;

    private const string Section = "akka.persistence.journal.sql";

    private readonly Config _config;
    private readonly SqlDatabase _database;
    private readonly EventSerializer _serializer;
    private readonly JournalReader _reader;
    private readonly ConcurrentDictionary<string, Task> _writesInProgress = new();
    private readonly CancellationTokenSource _stop = new();
    private JournalWriter? _writer;

    public SqlWriteJournal(Config journalConfig)
    {
        _config = journalConfig.SafeWithFallback(SqlPersistence.DefaultJournalConfiguration);
        _database = SqlDatabase.For(_config, Section);
        _serializer = new EventSerializer(Context.System.Serialization);
        _reader = new JournalReader(_database, _serializer, Positive("replay-batch-size"));
    }

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr)
    {
        // A restarted actor must not read before the writes of its former incarnation are done, or it would use their numbers again.
        var pending = _writesInProgress.GetValueOrDefault(persistenceId, Task.CompletedTask);
        return Task.Run(async () =>
        {
            await pending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return _reader.HighestSequenceNr(persistenceId, fromSequenceNr);
        });
    }

    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback) =>
        Task.Run(() => _reader.Replay(persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback, _stop.Token));

    protected override void PreStart()
    {
        base.PreStart();
        if (_config.GetBoolean("auto-initialize"))
            CreateTables();
        _writer = new JournalWriter(_database, Guid.NewGuid().ToString("N"), Positive("buffer-size"), Positive("batch-size"));
    }

    protected override void PostStop()
    {
        base.PostStop();
        _stop.Cancel();
        _writer?.Dispose();
    }

    protected override Task<IImmutableList<Exception?>?> WriteMessagesAsync(IEnumerable<AtomicWrite> messages)
    {
        var created = DateTime.UtcNow.Ticks;
        var rows = new List<StoredEvent>();
        var rejections = ImmutableList.CreateBuilder<Exception?>();
        var ids = new HashSet<string>();
        foreach (var write in messages)
        {
            var rejection = Append(write, created, rows);
            rejections.Add(rejection);
            if (rejection is null)
                ids.Add(write.PersistenceId);
        }

        if (rows.Count == 0)
            return Task.FromResult<IImmutableList<Exception?>?>(rejections.ToImmutable());
        var stored = _writer!.WriteAsync(rows);
        foreach (var id in ids)
            Track(id, stored);
        return Result(stored, rejections.Exists(e => e is not null) ? rejections.ToImmutable() : null);

        static async Task<IImmutableList<Exception?>?> Result(Task stored, IImmutableList<Exception?>? rejections)
        {
            await stored.ConfigureAwait(false);
            return rejections;
        }
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr) => _writer!.DeleteToAsync(persistenceId, toSequenceNr);

    /// <summary>The rows of a write, all or none; an event that cannot be serialised rejects its write.</summary>
    private Exception? Append(AtomicWrite write, long created, List<StoredEvent> rows)
    {
        var before = rows.Count;
        try
        {
            foreach (var @event in (IEnumerable<IPersistentRepresentation>)write.Payload)
                rows.Add(_serializer.ToRow(@event, created));
            return null;
        }
        catch (Exception e)
        {
            rows.RemoveRange(before, rows.Count - before);
            return e;
        }
    }

    private void Track(string persistenceId, Task stored)
    {
        _writesInProgress[persistenceId] = stored;
        stored.ContinueWith(
            _ => _writesInProgress.TryRemove(new KeyValuePair<string, Task>(persistenceId, stored)),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private void CreateTables()
    {
        try
        {
            using var connection = _database.Open();
            _database.CreateTables(connection, _database.JournalSchema);
        }
        catch (Exception e) when (_config.GetBoolean("warn-on-auto-init-fail"))
        {
            Context.GetLogger().Warning("The journal's tables could not be created: {0}", _database.Explain(e).Message);
        }
    }

    private int Positive(string key)
    {
        var value = _config.GetInt(key);
        return value > 0 ? value : throw new ConfigurationException($"{Section}.{key} is {value}; it must be at least 1.");
    }
}
