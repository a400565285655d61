using System.Data;
using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using Npgsql;

namespace AwacAkka.Clustering.Storage;

/// <summary>
/// Makes a run folder of a run that is kept in a cluster's database, as if it had been trained there: it can be verified, replayed, and gone on with. All
/// is read at one moment, also of a run that is under way.
/// </summary>
public static class RunFetch
{
    /// <summary>Makes the folder, whole or not at all.</summary>
    /// <param name="database">The database.</param>
    /// <param name="name">The run.</param>
    /// <param name="path">The folder, new or empty.</param>
    /// <param name="cancellation">Gives up; nothing stays then.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="RunConfigException">There is no such run, it has not begun, or the folder cannot be a new run's.</exception>
    /// <exception cref="StorageException">The database cannot be used, the run's journal is damaged, or the folder cannot be written.</exception>
    public static async Task<RunFolder> ToFolderAsync(ClusterDatabase database, string name, string path, CancellationToken cancellation)
    {
        RunFolder.CheckNew(path);
        var run = await ClusteredRun.ReadAsync(database, name, cancellation).ConfigureAwait(false);
        return await Task.Run(() => database.Use(connection => Fetch(connection, database, run.Catalogued, path, cancellation)), cancellation).ConfigureAwait(false);
    }

    private static RunFolder Fetch(NpgsqlConnection connection, ClusterDatabase database, CataloguedRun run, string path, CancellationToken cancellation)
    {
        using var moment = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        var events = Read(() => ClusterJournal.ReadRun(connection, run.Identity), run, database);
        var history = RunHistory.Of(events);
        if (history is not { Started: { } started, Configurations: [.., var configuration] })
        {
            throw new RunConfigException($"the run '{run.Name}' has not begun, so that there is nothing to fetch; look again later");
        }

        var config = RunConfigLoader.LoadText(configuration, $"the journal of the run '{run.Name}'");
        using var claim = RunClaim.Take(path);
        try
        {
            var chunks = ClusterJournal.Read<ChunkStored>(connection, run.Identity.Id(ReplayActor.Id));
            Read(
                () =>
                {
                    NewJournal.Write(
                        claim.Folder, events.Select(e => (RunActor.Id, (object)e)).Concat(chunks.Select(c => (ReplayActor.Id, (object)c))), "fetch the run again", cancellation);
                    return true;
                },
                run, database);
            WriteFiles(connection, new RunSnapshots(run.Identity), claim.Folder);
            claim.Record(config, started.Seed, started.DatasetHash.Length > 0 ? started.DatasetHash : null);
            WriteReports(new RunRequest(config, started.Seed, null, claim.Folder) { DataReturn = started.DatasetReturn }, history);
            return claim.Folder;
        }
        catch
        {
            claim.Abandon();
            throw;
        }
    }

    private static void WriteFiles(NpgsqlConnection connection, RunSnapshots names, RunFolder folder)
    {
        Directory.CreateDirectory(folder.Checkpoints);
        foreach (var phase in RunSnapshots.Phases)
        {
            Copy(names.Checkpoint(phase), round => folder.Checkpoint(phase, round));
            Copy(names.BestPolicyBefore(phase), round => folder.BestPolicyBefore(phase, round));
        }

        Copy(names.Policy, _ => folder.Policy);
        Copy(names.BestPolicy, _ => folder.BestPolicy);
        Copy(names.Divergence, _ => folder.Divergence);

        void Copy(string id, Func<int, string> file)
        {
            foreach (var number in SnapshotTable.Numbers(connection, id))
            {
                RunFile.Write(file(RunSnapshots.Round(number)), SnapshotTable.Read(connection, id, number)!);
            }
        }
    }

    private static void WriteReports(RunRequest request, RunHistory history)
    {
        var reports = new RunReports(request);
        reports.Restore(history.Trained, history.EvaluationsOf(new RunPlan(request.Config)));
        reports.DrawCurve();
    }

    private static T Read<T>(Func<T> read, CataloguedRun run, ClusterDatabase database)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or System.Text.Json.JsonException or InvalidCastException or NewerJournalException)
        {
            throw DatabaseFaults.Explain(e, run.Name, database);
        }
    }
}
