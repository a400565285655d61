using System.Security.Cryptography;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Replay;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;
using Microsoft.Data.Sqlite;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A program that is killed while it stores the dataset goes on where the journal ends, to the journal of one that was not.</summary>
[Trait("Category", "Run")]
public sealed class SeedingKillTests : IDisposable
{
    private const int Chunks = 300, MostAttempts = 10;
    private readonly string folder = Directory.CreateTempSubdirectory("awac-seeding-").FullName;

    [Fact]
    public async Task The_journal_holds_the_dataset_once_and_in_order()
    {
        var config = WriteConfig();
        var (calm, killed) = (Path.Combine(folder, "calm"), Path.Combine(folder, "killed"));
        var (code, digest) = await AwacProcess.RunAsync("train", "--config", config, "--run", calm);
        Assert.Equal(0, code);

        var before = await KillWhileSeedingAsync(config, killed);
        Assert.Equal(0, before % 50); // a slice is stored whole or not at all
        Assert.Equal((0, digest), await AwacProcess.RunAsync("resume", killed));
        Assert.Equal(Events(calm), Events(killed));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>How many chunks the killed program had stored. One that has stored them all before the kill is begun anew.</summary>
    private static async Task<int> KillWhileSeedingAsync(string config, string run)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            using var process = AwacProcess.Start("train", "--config", config, "--run", run);
            await process.UntilAsync(() => Stored(run) > 0, orEnded: true);
            await process.KillAsync();
            if (Stored(run) is > 0 and < Chunks and var stored)
            {
                return stored;
            }

            Directory.Delete(run, recursive: true);
        }

        throw new InvalidOperationException($"no kill came before the end of seeding, in {MostAttempts} attempts");
    }

    private string WriteConfig()
    {
        var data = TransitionChunk.Allocate(Chunks * 1_000 - 300, 3, 1);
        for (var i = 0; i < data.Count; i++)
        {
            data.Rewards[i] = i % 7;
        }

        var (path, file) = (Path.Combine(folder, "data.npz"), Path.Combine(folder, "run.conf"));
        DatasetFile.Save(path, OfflineDataset.Of(data));
        var config = TestRun.Config("Pendulum-v1", workers: 1, pipelineDepth: 0) with
        {
            Dataset = new DatasetSection(path),
            Offline = new OfflineSection(Updates: 10, UpdatesPerRound: 10),
            Online = new OnlineSection(Steps: 40, StepsPerRound: 40),
            Replay = new ReplaySection(1_000_000),
        };
        File.WriteAllText(file, config.ToHocon());
        return file;
    }

    /// <summary>Chunks in a journal that may not be set up yet.</summary>
    private static int Stored(string run)
    {
        try
        {
            return File.Exists(Journal(run)) ? Query(run, "COUNT(*)", row => row.GetInt32(0))[0] : 0;
        }
        catch (SqliteException)
        {
            return 0;
        }
    }

    private static List<string> Events(string run) => Query(
        run, "sequence_number, manifest, message", row => $"{row.GetInt64(0)} {row.GetString(1)} {Convert.ToHexString(SHA256.HashData(row.GetFieldValue<byte[]>(2)))}");

    private static List<T> Query<T>(string run, string columns, Func<SqliteDataReader, T> select)
    {
        using var connection = new SqliteConnection($"Data Source={Journal(run)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {columns} FROM journal WHERE persistence_id = '{ReplayActor.Id}' ORDER BY sequence_number";
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(select(reader));
        }

        return rows;
    }

    private static string Journal(string run) => Path.Combine(run, "run.db");
}
