using System.Text;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Tests.Shared.Fuzzing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Tests.Fuzzing;

/// <summary>Whatever stands in a run's journal or in a configuration: it is read, or refused in one sentence, and never a defect of the program.</summary>
[Trait("Category", "Long")]
public sealed class RunsUnderFuzzing : IDisposable
{
    private const int Few = 150, Many = 10_000;
    private static readonly string Fixture = Path.Combine(AppContext.BaseDirectory, "Fixtures", "run-of-0.2");
    private static readonly byte[] Journal = File.ReadAllBytes(Path.Combine(Fixture, "run.db"));
    private readonly string folder = Directory.CreateTempSubdirectory("awac-fuzz").FullName;

    public RunsUnderFuzzing() => File.Copy(Path.Combine(Fixture, "config.conf"), Path.Combine(folder, "config.conf"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_journal_whose_bytes_changed_is_read_or_refused() => AssertJournals(Fuzz.Changed(Journal), Few);

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void A_journal_whose_bytes_changed_is_read_or_refused_many_times() => AssertJournals(Fuzz.Changed(Journal), Many);

    [Fact]
    public void A_journal_whose_events_changed_is_read_or_refused() => AssertJournals(WithAChangedEvent(), Few);

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void A_journal_whose_events_changed_is_read_or_refused_many_times() => AssertJournals(WithAChangedEvent(), Many);

    [Fact]
    public void A_configuration_is_read_or_refused() => AssertConfigurations(Few);

    [Fact(Explicit = true)]
    [Trait("Category", "Slow")]
    public void A_configuration_is_read_or_refused_many_times() => AssertConfigurations(Many);

    /// <summary>Behind the pages' structure, which would keep most changed events from being looked at.</summary>
    private Gen<byte[]> WithAChangedEvent()
    {
        var file = Path.Combine(folder, "changed.db");
        File.WriteAllBytes(file, Journal);
        using var connection = Open(file);
        using var query = connection.CreateCommand();
        query.CommandText = "SELECT ordering, message, manifest FROM journal";
        using var rows = query.ExecuteReader();
        var events = new List<(long Ordering, byte[] Message, byte[] Manifest)>();
        while (rows.Read())
        {
            events.Add((rows.GetInt64(0), rows.GetFieldValue<byte[]>(1), Encoding.UTF8.GetBytes(rows.GetString(2))));
        }

        return from number in Gen.Choose(0, events.Count - 1)
               from message in Fuzz.Changed(events[number].Message)
               from manifest in Gen.Frequency((9, Gen.Constant(events[number].Manifest)), (1, Fuzz.Changed(events[number].Manifest)))
               select Replace(file, events[number].Ordering, message, Encoding.UTF8.GetString(manifest));
    }

    private static byte[] Replace(string file, long ordering, byte[] message, string manifest)
    {
        File.WriteAllBytes(file, Journal);
        using (var connection = Open(file))
        {
            using var update = connection.CreateCommand();
            update.CommandText = "UPDATE journal SET message = @message, manifest = @manifest WHERE ordering = @ordering";
            update.Parameters.AddWithValue("@message", message);
            update.Parameters.AddWithValue("@manifest", manifest);
            update.Parameters.AddWithValue("@ordering", ordering);
            update.ExecuteNonQuery();
        }

        return File.ReadAllBytes(file);
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }

    private void AssertJournals(Gen<byte[]> journals, int count) => Fuzz.Answers(journals, count, bytes =>
    {
        var run = RunFolder.Open(folder);
        Array.ForEach(Directory.GetFiles(folder, "run.db*"), File.Delete);
        File.WriteAllBytes(run.Journal, bytes);
        ReadOrRefuse(() =>
        {
            if (RecordedRun.FindAsync(run, CancellationToken.None).GetAwaiter().GetResult() is { } recorded)
            {
                RunVerification.OpenAsync(recorded, acceptOtherDigests: true, CancellationToken.None).GetAwaiter().GetResult().Dispose();
            }
        });
        ReadOrRefuse(() => JournalEvents.ReadAsync<ChunkStored>(run, ReplayActor.Id, CancellationToken.None).GetAwaiter().GetResult());
    });

    private void AssertConfigurations(int count)
    {
        var file = Path.Combine(folder, "some.conf");
        var texts = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures"), "*.conf", SearchOption.AllDirectories)
            .Select(File.ReadAllBytes).Append(Encoding.UTF8.GetBytes(Hocon));
        Fuzz.Answers(Gen.OneOf(texts.Select(Fuzz.Changed)), count, bytes =>
        {
            File.WriteAllBytes(file, bytes);
            ReadOrRefuse(() => RunConfigLoader.Load(file, []));
        });
    }

    private static void ReadOrRefuse(Action read)
    {
        try
        {
            read();
        }
        catch (Exception refused) when (refused is RunConfigException or StorageException or RunFailedException)
        {
            Assert.True(refused.Message.Length > 10, refused.Message);
        }
    }

    /// <summary>What HOCON has and recorded configurations do not.</summary>
    private const string Hocon = """
        # a comment
        include "reference.conf"
        base { steps = 100, share = 0.5 }
        online = ${base} { steps = 1000, random-steps = ${?base.steps} }
        environment.id : "Pendulum-v1"
        algorithm { preset = awac-corl, policy-hidden = [32, 32], critic-hidden = [ 32
          32 ] }
        rollouts.step-timeout = 10s // as long as that
        dataset.path = null
        text = "a \"quoted\" one" "\u00e9" unquoted
        """;
}
