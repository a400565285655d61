using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Microsoft.Data.Sqlite;

namespace Standins.Akka.Tests.Persistence;

/// <summary>What is found in the database file, read back without the journal.</summary>
public class SqliteTests : PersistenceTest
{
    protected override string Settings => SqlSettings;

    [Fact]
    public async Task The_tables_are_those_of_the_genuine_package()
    {
        await Run("a").Recovered();

        Assert.Equal(
            [
                "ordering INTEGER 1 1", "created BigInt 1 0", "deleted Bit 1 0", "persistence_id NVarChar(255) 1 0", "sequence_number BigInt 1 0",
                "message VarBinary 1 0", "manifest NVarChar(500) 0 0", "identifier INTEGER 0 0", "writer_uuid NVarChar(128) 0 0",
            ],
            Columns("journal"));
        Assert.Equal(
            ["ordering_id BigInt 1 1", "tag NVarChar(64) 1 2", "sequence_nr BigInt 1 0", "persistence_id NVarChar(255) 1 0"],
            Columns("tags"));
        Assert.Equal(
            [
                "persistence_id NVarChar(255) 1 1", "sequence_number BigInt 1 2", "created BigInt 1 0",
                "snapshot VarBinary 0 0", "manifest NVarChar(500) 0 0", "serializer_id INTEGER 0 0",
            ],
            Columns("snapshot"));
        Assert.Equal(
            [
                "journal_created_idx", "journal_sequence_number_idx", "journal_uq", "snapshot_created_idx", "snapshot_sequence_number_idx",
                "tags_persistence_id_sequence_nr_idx", "tags_tag_idx",
            ],
            Query("SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%' ORDER BY name"));
        Assert.Equal(["persistence_id", "sequence_number"], Query("SELECT name FROM pragma_index_info('journal_uq')"));
        Assert.Contains("AUTOINCREMENT", Query("SELECT sql FROM sqlite_master WHERE name = 'journal'").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_holds_the_serialisers_bytes_number_and_manifest_the_time_in_ticks_and_the_writer()
    {
        var before = DateTime.UtcNow.Ticks;
        var actor = Run("a");
        await actor.Recovered();
        await actor.PersistMany(2);
        var other = Run("b");
        await other.Recovered();
        await other.Persist("x");
        var after = DateTime.UtcNow.Ticks;

        Assert.Equal(
            [$"a 1 e1 note {NoteSerializer.Id} 0", $"a 2 e2 note {NoteSerializer.Id} 0", $"b 1 x note {NoteSerializer.Id} 0"],
            Query("""
                SELECT persistence_id || ' ' || sequence_number || ' ' || CAST(message AS TEXT) || ' ' || manifest || ' ' || identifier || ' ' || deleted
                FROM journal ORDER BY ordering
                """));
        Assert.All(Query("SELECT created FROM journal"), ticks => Assert.InRange(long.Parse(ticks), before, after));
        var writer = Query("SELECT DISTINCT writer_uuid FROM journal").Single();
        Assert.True(Guid.TryParseExact(writer, "N", out _), writer);
        Assert.Equal("wal", Query("PRAGMA journal_mode").Single());
    }

    [Fact]
    public async Task Deleting_all_events_leaves_one_tombstone_with_the_highest_number()
    {
        var actor = Run("a");
        await actor.Recovered();
        await actor.PersistMany(5);
        actor.Do(a => a.DeleteMessages(3));
        await actor.Probe.Expect<DeleteMessagesSuccess>();
        Assert.Equal(["3 1", "4 0", "5 0"], Query("SELECT sequence_number || ' ' || deleted FROM journal ORDER BY sequence_number"));

        actor.Do(a => a.DeleteMessages(long.MaxValue));
        await actor.Probe.Expect<DeleteMessagesSuccess>();
        Assert.Equal(["5 1"], Query("SELECT sequence_number || ' ' || deleted FROM journal"));
    }

    [Fact]
    public async Task A_snapshot_row_is_replaced_not_doubled()
    {
        var actor = Run("a");
        await actor.Recovered();
        await actor.Persist("e1");
        foreach (var text in new[] { "old", "new" })
        {
            actor.Do(a => a.SaveSnapshot(new Note(text)));
            await actor.Probe.Expect<SaveSnapshotSuccess>();
        }

        Assert.Equal(
            [$"a 1 new note {NoteSerializer.Id}"],
            Query("SELECT persistence_id || ' ' || sequence_number || ' ' || CAST(snapshot AS TEXT) || ' ' || manifest || ' ' || serializer_id FROM snapshot"));
    }

    [Fact]
    public async Task Tags_are_filed_beside_the_event_and_the_event_comes_back_without_them()
    {
        var actor = Run("a");
        await actor.Recovered();
        actor.Do(a => a.Persist(new Tagged(new Note("x"), ["red", "blue"]), _ => a.Report("stored")));
        Assert.Equal("stored", await actor.Probe.Expect<string>());

        Assert.Equal(
            ["blue 1 a 1", "red 1 a 1"],
            Query("SELECT tag || ' ' || sequence_nr || ' ' || persistence_id || ' ' || ordering_id FROM tags ORDER BY tag"));
        Assert.Equal(["x"], await Run("a").Recovered());
    }

    [Fact]
    public async Task An_event_that_cannot_be_written_is_rejected_and_stores_nothing_of_its_write()
    {
        var actor = Run("a");
        await actor.Recovered();
        actor.Do(a => a.PersistAll([new Note("e1"), (object)new Unwritable("e2")], _ => a.Report("never")));
        Assert.Equal(
            ["rejected 1: This event cannot be written.", "rejected 2: This event cannot be written."], await actor.Probe.ExpectTexts(2));
        actor.Do(a => a.Persist("a text", _ => a.Report("never")));
        Assert.Contains("No serializer is bound to System.String", await actor.Probe.Expect<string>(), StringComparison.Ordinal);
        await actor.Persist("e4");

        Assert.Equal(["e4"], Query("SELECT CAST(message AS TEXT) FROM journal"));
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_system_ends_amid_writes()
    {
        var actor = Run("a");
        await actor.Recovered();
        for (var i = 0; i < 200; i++)
        {
            var n = i;
            actor.Do(a => a.PersistAllAsync([new Note($"{n}.1"), new Note($"{n}.2"), new Note($"{n}.3")], e => a.Report(e.Text)));
        }

        var acknowledged = await actor.Probe.ExpectTexts(30);
        await RestartSystem();
        var recovered = await Run("a").Recovered();

        Assert.Equal(acknowledged, recovered.Take(30));
        Assert.Equal(0, recovered.Count % 3);
        Assert.Equal(recovered.Count, recovered.Distinct().Count());
    }

    [Fact]
    public async Task The_ended_system_leaves_a_single_file()
    {
        var actor = Run("a");
        await actor.Recovered();
        await actor.Persist("e1");
        await RestartSystem();

        Assert.Equal([Database], Directory.GetFiles(Folder));
    }

    [Fact]
    public async Task Another_writer_under_the_same_id_stops_the_stale_actor()
    {
        var stale = Run("a");
        await stale.Recovered();
        var current = Run("a");
        await current.Recovered();
        await current.Persist("e1");
        stale.Do(a => a.Persist(new Note("stale"), _ => a.Report("never")));

        Assert.Contains("another actor or process writing under the same id", await stale.Probe.Expect<string>(), StringComparison.Ordinal);
        Assert.Equal(["e1"], await Run("a").Recovered());
    }

    private List<string> Columns(string table) => Query($"SELECT name || ' ' || type || ' ' || \"notnull\" || ' ' || pk FROM pragma_table_info('{table}')");

    private List<string> Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        var found = new List<string>();
        while (rows.Read())
            found.Add(rows.GetString(0));
        return found;
    }
}
