using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Persistence.Snapshot;

/// <summary>The default snapshot store: one file per snapshot in a local folder.</summary>
public class LocalSnapshotStore : SnapshotStore
{
    private readonly string _directory;
    private readonly int _maxLoadAttempts;
    private readonly Akka.Serialization.Serialization _serialization;
    private readonly ILoggingAdapter _log;

    public LocalSnapshotStore()
    {
        var config = Context.System.Settings.Config.GetConfig("akka.persistence.snapshot-store.local");
        _directory = config.GetString("dir") is { Length: > 0 } dir
            ? dir
            : throw new ConfigurationException("The local snapshot store has no folder: set akka.persistence.snapshot-store.local.dir.");
        _maxLoadAttempts = Math.Max(1, config.GetInt("max-load-attempts", 3));
        _serialization = Context.System.Serialization;
        _log = Context.GetLogger();
    }

    protected override Task<SelectedSnapshot?> LoadAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        // A snapshot that cannot be read is passed over: the events since an older one lead to the same state.
        Exception? failure = null;
        foreach (var (file, metadata) in Matching(persistenceId, criteria).OrderByDescending(s => s.Metadata.SequenceNr).Take(_maxLoadAttempts))
        {
            try
            {
                return Task.FromResult<SelectedSnapshot?>(new SelectedSnapshot(metadata, Read(file)));
            }
            catch (Exception e)
            {
                failure = e;
                _log.Error(e, "The snapshot {0} in {1} cannot be read.", metadata, file);
            }
        }

        return failure is null ? Task.FromResult<SelectedSnapshot?>(null) : Task.FromException<SelectedSnapshot?>(failure);
    }

    protected override Task SaveAsync(SnapshotMetadata metadata, object snapshot)
    {
        Save(metadata, snapshot);
        return Task.CompletedTask;
    }

    protected virtual void Save(SnapshotMetadata metadata, object snapshot)
    {
        var file = Path.Combine(_directory, FileName(metadata));
        var serializer = _serialization.FindSerializerFor(snapshot);
        var bytes = serializer.ToBinary(snapshot);
        Directory.CreateDirectory(_directory);
        // Complete or absent: a crash while writing must not leave half a snapshot under the final name.
        using (var writer = new BinaryWriter(File.Create(file + ".tmp")))
        {
            writer.Write(serializer.Identifier);
            writer.Write(Akka.Serialization.Serialization.ManifestFor(serializer, snapshot));
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }

        File.Move(file + ".tmp", file, overwrite: true);
        foreach (var older in Matching(metadata.PersistenceId, SnapshotSelectionCriteria.Latest).Where(
            s => s.Metadata.SequenceNr == metadata.SequenceNr && s.Metadata.Timestamp != metadata.Timestamp))
        {
            File.Delete(older.File);
        }
    }

    protected override Task DeleteAsync(SnapshotMetadata metadata)
    {
        foreach (var (file, found) in Matching(metadata.PersistenceId, SnapshotSelectionCriteria.Latest))
        {
            if (found.SequenceNr == metadata.SequenceNr && (metadata.Timestamp == default || found.Timestamp == metadata.Timestamp))
                File.Delete(file);
        }

        return Task.CompletedTask;
    }

    protected override Task DeleteAsync(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        foreach (var (file, _) in Matching(persistenceId, criteria))
            File.Delete(file);
        return Task.CompletedTask;
    }

    private object Read(string file)
    {
        using var reader = new BinaryReader(File.OpenRead(file));
        var serializer = reader.ReadInt32();
        var manifest = reader.ReadString();
        var length = reader.ReadInt32();
        var bytes = reader.ReadBytes(length);
        if (bytes.Length != length)
            throw new InvalidDataException($"The file has {bytes.Length} of {length} bytes.");
        return _serialization.Deserialize(bytes, serializer, manifest);
    }

    private static string FileName(SnapshotMetadata metadata) => string.Create(
        CultureInfo.InvariantCulture, $"snapshot-{Uri.EscapeDataString(metadata.PersistenceId)}-{metadata.SequenceNr}-{metadata.Timestamp.Ticks}");

    private List<(string File, SnapshotMetadata Metadata)> Matching(string persistenceId, SnapshotSelectionCriteria criteria)
    {
        var found = new List<(string, SnapshotMetadata)>();
        if (!Directory.Exists(_directory))
            return found;

        var prefix = $"snapshot-{Uri.EscapeDataString(persistenceId)}-";
        foreach (var file in Directory.EnumerateFiles(_directory, prefix + "*"))
        {
            var numbers = Path.GetFileName(file)[prefix.Length..].Split('-');
            if (numbers.Length == 2
                && long.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequenceNr)
                && long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                && criteria.IsMatch(sequenceNr, new DateTime(ticks, DateTimeKind.Utc)))
            {
                found.Add((file, new SnapshotMetadata(persistenceId, sequenceNr, new DateTime(ticks, DateTimeKind.Utc))));
            }
        }

        return found;
    }
}
