using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Runs;

namespace AwacAkka.Clustering.Storage;

/// <summary>A run of a cluster as its database has it: what is wanted of it, and what it remembers.</summary>
/// <param name="Catalogued">What is wanted.</param>
/// <param name="Config">The configuration that is wanted.</param>
/// <param name="Recorded">The configuration that it was begun with, or was last extended to; null where it has not begun.</param>
/// <param name="History">All that it remembers.</param>
public sealed record ClusteredRun(CataloguedRun Catalogued, RunConfig Config, RunConfig? Recorded, RunHistory History)
{
    /// <summary>Whether nothing is left to do.</summary>
    public bool IsComplete => History.Finished is not null && Recorded is { } recorded && !new RunExtension(recorded, History).IsLonger(Config);

    /// <summary>Reads a run; changes nothing.</summary>
    /// <exception cref="RunConfigException">There is none of that name, or it is one of a newer version.</exception>
    /// <exception cref="StorageException">The database cannot be used, or the run's journal is damaged.</exception>
    public static async Task<ClusteredRun> ReadAsync(ClusterDatabase database, string name, CancellationToken cancellation)
    {
        var catalogued = await new RunCatalogue(database).GetAsync(name, cancellation).ConfigureAwait(false);
        return await ReadAsync(database, catalogued, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads what a run remembers; changes nothing.</summary>
    /// <exception cref="RunConfigException">It is one of a newer version.</exception>
    /// <exception cref="StorageException">The database cannot be used, or the run's journal is damaged.</exception>
    public static async Task<ClusteredRun> ReadAsync(ClusterDatabase database, CataloguedRun catalogued, CancellationToken cancellation)
    {
        var name = catalogued.Name;
        var history = await Task.Run(() => ReadHistory(database, catalogued.Identity), cancellation).ConfigureAwait(false);
        var config = RunConfigLoader.LoadText(catalogued.Configuration, $"the configuration of the run '{name}'");
        var recorded = history.Configurations is [.., var last] ? RunConfigLoader.LoadText(last, $"the journal of the run '{name}'") : null;
        return new ClusteredRun(catalogued, config, recorded, history);
    }

    /// <summary>The configuration with some keys changed, for what is left of the run; <see cref="RunCatalogue.ResumeAsync"/> has it taken up.</summary>
    /// <param name="overrides">Assignments such as <c>online.steps=5000</c>.</param>
    /// <exception cref="RunConfigException">A value is wrong, or the rounds that are recorded would have been others with it.</exception>
    public RunConfig Extend(IReadOnlyList<string> overrides) => new RunExtension(Config, History).Apply(overrides);

    /// <summary>Takes the run for this process: what going on with it asks for, and where it is kept.</summary>
    /// <param name="database">The database.</param>
    /// <param name="acceptOtherCpu">Whether to go on although this CPU may compute other bits.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RunConfigException">The run cannot go on here.</exception>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public async Task<(RunSpec Spec, PostgresRunStore Store)> TakeAsync(ClusterDatabase database, bool acceptOtherCpu, CancellationToken cancellation)
    {
        CheckFingerprint(acceptOtherCpu);
        var changes = Recorded is null ? [] : ConfigChange.Between(Recorded, Config).Select(change => change.ToString()).ToArray();
        if (Recorded is not null)
        {
            new RunExtension(Recorded, History).Check(Config); // rounds may have been recorded since the change was asked for
        }

        // Once seeded, the data are the journal's.
        var dataset = History.Seeded is null && Catalogued.DatasetHash is { } hash
            ? await new DatasetStore(database).ReadAsync(hash, cancellation).ConfigureAwait(false)
            : null;
        var spec = new RunSpec(Config, Catalogued.Seed, dataset)
        {
            DataReturn = Catalogued.DataReturn,
            Extension = changes.Length > 0 ? changes : null,
            AcceptOtherCpu = acceptOtherCpu,
        };
        return (spec, await PostgresRunStore.TakeAsync(database, Catalogued.Identity, Config, cancellation).ConfigureAwait(false));
    }

    /// <summary>What a run's journal holds, a sentence an event.</summary>
    /// <exception cref="RunConfigException">There is no run of that name.</exception>
    /// <exception cref="StorageException">The database cannot be used, or the run's journal is damaged.</exception>
    public static async Task<IReadOnlyList<string>> ReadLogAsync(ClusterDatabase database, string name, CancellationToken cancellation)
    {
        var run = await new RunCatalogue(database).GetAsync(name, cancellation).ConfigureAwait(false);
        return await Task.Run(
            () => database.Use(connection => ClusterJournal.ReadRun(connection, run.Identity).Select(RunSentences.LogLine).ToArray()), cancellation).ConfigureAwait(false);
    }

    private void CheckFingerprint(bool acceptOtherCpu)
    {
        if (!acceptOtherCpu && History.Started is { } started && LearnerFactory.Fingerprint(Config) is var here && here != started.Fingerprint)
        {
            throw new ForeignLearnerException(
                $"the run '{Catalogued.Name}' was begun on '{started.Fingerprint}', this node is '{here}', which may compute other bits; "
                + "let learners be alike, or submit the run again for this kind");
        }
    }

    private static RunHistory ReadHistory(ClusterDatabase database, RunIdentity run) => database.Use(connection =>
    {
        try
        {
            return RunHistory.Of(ClusterJournal.ReadRun(connection, run));
        }
        catch (Exception e) when (!DatabaseFaults.Is(e))
        {
            throw DatabaseFaults.Explain(e, run.Name, database);
        }
    });
}
