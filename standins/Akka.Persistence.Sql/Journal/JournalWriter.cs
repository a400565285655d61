using System.Collections.Concurrent;
using Akka.Persistence.Sql.Db;

namespace Akka.Persistence.Sql.Journal;

/// <summary>
/// The journal's only writer: a bounded queue and a thread that stores several queued writes in one transaction. What waits when the
/// journal stops is still stored.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly SqlDatabase _database;
    private readonly string _writerUuid;
    private readonly int _batchSize;
    private readonly BlockingCollection<Job> _queue;
    private readonly Thread _thread;
    private JournalTable? _table;

    public JournalWriter(SqlDatabase database, string writerUuid, int bufferSize, int batchSize)
    {
        _database = database;
        _writerUuid = writerUuid;
        _batchSize = batchSize;
        _queue = new BlockingCollection<Job>(bufferSize);
        _thread = new Thread(Run) { IsBackground = true, Name = "sql-journal-writer" };
        _thread.Start();
    }

    /// <summary>Either rows to insert together, or a deletion.</summary>
    private sealed record Job(IReadOnlyList<StoredEvent> Rows, Action<JournalTable>? Other = null)
    {
        // Continuations send replies to actors; they must not hold up the writer.
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Completes once the rows are committed, all of them or none.</summary>
    public Task WriteAsync(IReadOnlyList<StoredEvent> rows) => Enqueue(new Job(rows));

    public Task DeleteToAsync(string persistenceId, long toSequenceNr) => Enqueue(new Job([], table => table.DeleteTo(persistenceId, toSequenceNr)));

    /// <summary>Takes no more work, stores what waits and closes the connection.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _queue.Dispose();
    }

    private Task Enqueue(Job job)
    {
        if (!_queue.TryAdd(job))
        {
            return Task.FromException(new PersistenceDatabaseException(
                $"The journal's queue of {_queue.BoundedCapacity} writes is full: events come faster than the database stores them (key buffer-size)."));
        }

        return job.Done.Task;
    }

    private void Run()
    {
        Job? next = null;
        var batch = new List<Job>();
        while (next is not null || _queue.TryTake(out next, Timeout.Infinite))
        {
            batch.Clear();
            batch.Add(next);
            var rows = next.Rows.Count;
            var alone = next.Other is not null;
            next = null;
            while (!alone && rows < _batchSize && _queue.TryTake(out next))
            {
                if (next.Other is not null || rows + next.Rows.Count > _batchSize)
                    break;
                rows += next.Rows.Count;
                batch.Add(next);
                next = null;
            }

            Execute(batch);
        }

        _table?.Dispose();
    }

    private void Execute(List<Job> batch)
    {
        try
        {
            _table ??= new JournalTable(_database, _writerUuid);
            if (batch[0].Other is { } other)
                other(_table);
            else
                _table.Insert(batch.SelectMany(job => job.Rows));
        }
        catch (Exception e)
        {
            var error = _database.Explain(e);
            batch.ForEach(job => job.Done.SetException(error));
            return;
        }

        batch.ForEach(job => job.Done.SetResult());
    }
}
