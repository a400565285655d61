using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Storage;

/// <summary>A training state to go on from.</summary>
/// <param name="After">The round that it was written after.</param>
/// <param name="State">The state.</param>
public sealed record RestoredState(RoundTrained After, TrainingState State);

/// <summary>
/// Where a run is kept: all that it needs of its place, beside the journal that Akka.Persistence writes its events to. What is written is there,
/// whole and durable, when a call returns: an event that follows may tell of it. Used by one thread at a time; a call may take as long as a disk does.
/// </summary>
public interface IRunStore
{
    /// <summary>The run, as a sentence names it between quotation marks.</summary>
    string Run { get; }

    /// <summary>The journal, as a sentence names it: "the journal 'run.db'".</summary>
    string Journal { get; }

    /// <summary>Where the checkpoints are, likewise.</summary>
    string Checkpoints { get; }

    /// <summary>Where a report on a divergence is found, likewise.</summary>
    string Divergence { get; }

    /// <summary>What a persistent actor of the run is called in the journal; no other run's actor in the same journal is called so.</summary>
    /// <param name="part">The actor: run or replay.</param>
    string PersistenceId(string part);

    /// <summary>Looks whether the run is still this process's to write. Called after each event and before each file; takes a millisecond at most.</summary>
    /// <exception cref="StorageException">It is not: the journal is gone, or another, or another process has taken the run over.</exception>
    void CheckJournal();

    /// <summary>What users read when the journal could not be written, or not be read whole.</summary>
    /// <param name="cause">What the journal reported; damage is an <see cref="InvalidDataException"/>.</param>
    Exception Explain(Exception cause);

    /// <summary>Reads the first valid checkpoint.</summary>
    /// <param name="candidates">Rounds, the most wanted first; not every one has a checkpoint.</param>
    /// <param name="onDamage">Hears the name of a checkpoint that is not what was written.</param>
    /// <returns>Null where there is none: then training begins at the initial state.</returns>
    RestoredState? Restore(IEnumerable<RoundTrained> candidates, Action<string> onDamage);

    /// <summary>Writes a training state.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="round">The round that the state is after.</param>
    /// <param name="state">The state.</param>
    /// <exception cref="StorageException">It cannot be written.</exception>
    void Write(RunPhase phase, int round, TrainingState state);

    /// <summary>The name of a checkpoint within the run.</summary>
    string CheckpointName(RunPhase phase, int round);

    /// <summary>Removes old checkpoints, once the journal knows the round of the newest.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="needed">A round of this phase that recovery may have to go back to; null where there is none.</param>
    /// <returns>The round of the oldest that is left; -1 where there is none.</returns>
    int Prune(RunPhase phase, int? needed);

    /// <summary>Writes the latest policy.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    void WritePolicy(PolicySnapshot policy);

    /// <summary>Writes the policy whose evaluation was the best so far.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="end">
    /// The round that it is after, if it was judged only because the run ends there: then the best one before is set aside, for the run may be
    /// extended, and then that evaluation does not count.
    /// </param>
    /// <exception cref="StorageException">It cannot be written.</exception>
    void WriteBestPolicy(PolicySnapshot policy, (RunPhase Phase, int Round)? end);

    /// <summary>
    /// Brings what is kept beside the journal up to a recorded extension: the configuration, and the best policy from before an end that is no longer
    /// one. Changes nothing where it is.
    /// </summary>
    /// <param name="config">The configuration that the run goes on with.</param>
    /// <param name="started">The run's identity.</param>
    /// <param name="plan">The schedule of that configuration.</param>
    /// <exception cref="StorageException">It cannot be written.</exception>
    void FollowExtension(RunConfig config, RunStarted started, RunPlan plan);

    /// <summary>Writes why the learner could not go on.</summary>
    /// <exception cref="StorageException">It cannot be written.</exception>
    void WriteDivergence(string report);

    /// <summary>What this store has written and not removed, and what is gone all the same, by name; each is told once.</summary>
    IReadOnlyList<string> Missing();
}
