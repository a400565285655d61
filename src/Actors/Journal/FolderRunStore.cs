using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Journal;

/// <summary>A run that is kept in a folder: its journal in one file of SQLite's, which holds no other run, and its checkpoints as files.</summary>
/// <param name="folder">The folder.</param>
/// <param name="keep">How many of the newest checkpoints of each phase are kept.</param>
/// <param name="checkJournal">Throws where the journal on disk is no longer the one that the run writes to.</param>
internal sealed class FolderRunStore(RunFolder folder, int keep, Action checkJournal) : IRunStore
{
    private readonly CheckpointStore checkpoints = new(folder, keep);

    /// <inheritdoc />
    public string Run => folder.FullPath;

    /// <inheritdoc />
    public string Journal => $"the journal '{folder.Journal}'";

    /// <inheritdoc />
    public string Checkpoints => $"'{folder.Checkpoints}'";

    /// <inheritdoc />
    public string Divergence => $"'{folder.Divergence}'";

    /// <summary>The store of a run whose journal is open.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="config">The run's configuration.</param>
    /// <param name="checkJournal">Throws where the journal on disk is no longer the one that the run writes to.</param>
    public static FolderRunStore Of(RunFolder folder, RunConfig config, Action checkJournal) => new(folder, config.CheckpointsToKeep, checkJournal);

    /// <inheritdoc />
    public string PersistenceId(string part) => part;

    /// <inheritdoc />
    public void CheckJournal() => checkJournal();

    /// <inheritdoc />
    public Exception Explain(Exception cause) => JournalFaults.Explain(cause, folder);

    /// <inheritdoc />
    public RestoredState? Restore(IEnumerable<RoundTrained> candidates, Action<string> onDamage) => checkpoints.Restore(candidates, onDamage);

    /// <inheritdoc />
    public void Write(RunPhase phase, int round, TrainingState state) => checkpoints.Write(phase, round, state);

    /// <inheritdoc />
    public string CheckpointName(RunPhase phase, int round) => Path.GetRelativePath(folder.FullPath, folder.Checkpoint(phase, round));

    /// <inheritdoc />
    public int Prune(RunPhase phase, int? needed) => checkpoints.Prune(phase, needed);

    /// <inheritdoc />
    public void WritePolicy(PolicySnapshot policy) => checkpoints.WritePolicy(policy);

    /// <inheritdoc />
    public void WriteBestPolicy(PolicySnapshot policy, (RunPhase Phase, int Round)? end) => checkpoints.WriteBestPolicy(policy, end);

    /// <inheritdoc />
    public void FollowExtension(RunConfig config, RunStarted started, RunPlan plan)
    {
        folder.WriteConfig(config, started.Seed, started.DatasetHash.Length > 0 ? started.DatasetHash : null);
        checkpoints.RestoreBestPolicy(plan);
    }

    /// <inheritdoc />
    public void WriteDivergence(string report) => RunFile.Write(folder.Divergence, report);

    /// <inheritdoc />
    public IReadOnlyList<string> Missing() => checkpoints.Missing();
}
