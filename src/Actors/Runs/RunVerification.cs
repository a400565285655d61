using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Storage;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.State;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// Trains a recorded run again from its journal alone, one round after the other, and holds every round against its recorded digest.
/// Neither checkpoints nor environments are asked, and nothing is written. Where the journal has been pruned, it begins at the oldest
/// checkpoint, whose bytes have the recorded digest of its round.
/// </summary>
public sealed class RunVerification : IDisposable
{
    private readonly RecordedRun run;
    private readonly RunPlan plan;
    private readonly ReplayBuffer replay;
    private readonly CollectedRounds rounds;
    private readonly RoundTrainer trainer;
    private readonly bool acceptOtherDigests;
    private int done;

    private RunVerification(
        RecordedRun run, TrainingSetup setup, RestoredState? restored, IEnumerable<ChunkStored> chunks, bool acceptOtherDigests)
    {
        this.run = run;
        this.acceptOtherDigests = acceptOtherDigests;
        plan = new RunPlan(run.Config, run.Origin?.Lineage);
        replay = setup.EmptyReplay(run.History);
        rounds = new CollectedRounds(
            replay, run.Config.Rollouts.Slots, run.History.Pruned?.FirstRound ?? ChunkStored.OfflineRound, run.Origin?.Lineage.Round ?? 0,
            run.Origin?.Start.Ends);
        AddChunks(chunks);
        Start = restored?.After;
        while (Start is { Phase: RunPhase.Online } && rounds.Rounds <= Start.Round)
        {
            AppendRound(rounds.Rounds);
        }

        var begin = restored is not null ? LearnerStart.At(restored)
            : run.Origin is not null ? LearnerStart.At(run.Origin)
            : new LearnerStart(setup.InitialState(replay));
        Begin = begin.State;
        trainer = new RoundTrainer(setup.Learner, begin);
    }

    /// <summary>The round whose checkpoint it begins at; null where it begins with the first.</summary>
    public RoundTrained? Start { get; }

    /// <summary>The state that it begins with.</summary>
    internal TrainingState Begin { get; }

    /// <summary>Where each stream stands behind the last round that was trained.</summary>
    internal IReadOnlyList<SlotState?> Ends => rounds.Ends;

    /// <summary>Transitions that have gone into the replay buffer.</summary>
    internal long Appended => replay.Appended;

    /// <summary>The rounds that are trained again, in their order.</summary>
    public IReadOnlyList<RoundTrained> Rounds =>
        [.. run.History.Trained.Where(t => Start is null || (t.Phase, t.Round).CompareTo((Start.Phase, Start.Round)) > 0)];

    /// <summary>Reads the run's transitions, each chunk against its checksum.</summary>
    /// <param name="run">The run.</param>
    /// <param name="acceptOtherDigests">Whether to go on over a difference, as on another CPU.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RunFailedException">The journal is damaged.</exception>
    public static async Task<RunVerification> OpenAsync(RecordedRun run, bool acceptOtherDigests, CancellationToken cancellation)
    {
        var restored = run.History.Pruned is null ? null : OldestCheckpoint(run);
        return await OpenAsync(run, restored, acceptOtherDigests, cancellation).ConfigureAwait(false);
    }

    /// <summary>The same from the newest checkpoint at or before a round on; from the beginning where there is none.</summary>
    /// <param name="run">The run.</param>
    /// <param name="round">The round; null for the beginning.</param>
    /// <param name="acceptOtherDigests">Whether to go on over a difference, as on another CPU.</param>
    /// <param name="cancellation">Gives up.</param>
    internal static async Task<RunVerification> OpenBehindAsync(
        RecordedRun run, RoundTrained? round, bool acceptOtherDigests, CancellationToken cancellation)
    {
        var restored = new CheckpointStore(run.Folder, keep: 1).Restore(
            run.History.Trained.Where(run.History.IsWithinReplay)
                .Where(t => round is not null && (t.Phase, t.Round).CompareTo((round.Phase, round.Round)) <= 0).Reverse(),
            _ => { });
        if (restored is null && run.History.Pruned is not null)
        {
            throw NoCheckpoint(run);
        }

        return await OpenAsync(run, restored, acceptOtherDigests, cancellation).ConfigureAwait(false);
    }

    /// <summary>A round that can be trained again; the last one if null is asked for.</summary>
    /// <exception cref="RunConfigException">It is not recorded, or is no longer in the journal.</exception>
    public RoundTrained Find((RunPhase Phase, int Round)? wanted)
    {
        if (run.History.Trained.Count == 0)
        {
            throw new RunConfigException($"the run '{run.Folder.FullPath}' has not trained a round yet; resume it first");
        }

        var last = run.History.Trained.Last();
        var (phase, number) = wanted ?? (last.Phase, last.Round);
        var found = run.History.Training(phase, number)
            ?? throw new RunConfigException($"{RunSentences.Name(phase, number)} is not recorded; the last one is {RunSentences.Name(last)}");
        return Rounds.Contains(found)
            ? found
            : throw new RunConfigException(
                $"{RunSentences.Name(phase, number)} cannot be trained again: the journal was pruned, and the oldest checkpoint is after "
                + $"{RunSentences.Name(Start!)}; a run with replay.keep-history = true keeps all");
    }

    /// <summary>Trains the recorded rounds in their order, from where it has come to.</summary>
    /// <param name="wanted">Round to stop after; null for the last, which may be the one whose checkpoint all begins with.</param>
    /// <param name="verified">Hears of every round that came to its recorded digest.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The training state after the last of them.</returns>
    /// <exception cref="RunConfigException">That round is not recorded.</exception>
    /// <exception cref="RunFailedException">A round comes to other weights than recorded.</exception>
    public TrainingState Run((RunPhase Phase, int Round)? wanted, Action<RoundTrained> verified, CancellationToken cancellation)
    {
        if (wanted is null && Rounds.Count == 0 && Start is not null)
        {
            return Begin; // the last round's checkpoint, behind which nothing is left to train again
        }

        var end = Find(wanted);
        foreach (var recorded in Rounds.Skip(done))
        {
            done++;
            var isWanted = ReferenceEquals(recorded, end);
            var state = Train(recorded, isWanted, cancellation);
            verified(recorded);
            if (isWanted)
            {
                return state!;
            }
        }

        throw new InvalidOperationException("a recorded round is not among the recorded rounds");
    }

    /// <summary>A copy of what the learner sampled from in the last round: row i is what index i of a batch stands for.</summary>
    public TransitionChunk ReplayRows() => replay.ToRows();

    /// <summary>A copy of the replay buffer's transitions, oldest first.</summary>
    internal TransitionChunk Transitions() => replay.ToChunk();

    /// <inheritdoc />
    public void Dispose() => trainer.Dispose();

    private static async Task<RunVerification> OpenAsync(
        RecordedRun run, RestoredState? restored, bool acceptOtherDigests, CancellationToken cancellation)
    {
        var chunks = await JournalEvents.ReadAsync<ChunkStored>(run.Folder, ReplayActor.Id, cancellation).ConfigureAwait(false);
        return new RunVerification(run, TrainingSetup.Of(run.Config, run.Started.Seed), restored, chunks, acceptOtherDigests);
    }

    private static RestoredState OldestCheckpoint(RecordedRun run) =>
        new CheckpointStore(run.Folder, keep: 1).Restore(run.History.Trained.Where(run.History.IsWithinReplay), _ => { })
        ?? throw NoCheckpoint(run);

    private static RunFailedException NoCheckpoint(RecordedRun run) =>
        new($"the journal was pruned, and no undamaged checkpoint is left in '{run.Folder.Checkpoints}' to begin at");

    private TrainingState? Train(RoundTrained recorded, bool keepState, CancellationToken cancellation)
    {
        if (recorded.Phase == RunPhase.Online)
        {
            AppendRound(recorded.Round);
        }

        var round = new TrainRound(
            recorded.Phase, recorded.Round, plan.Updates(recorded.Phase, recorded.Round), plan.BatchSize(recorded.Phase, recorded.Round), replay, replay.Count,
            run.History.OfflineTransitions, keepState);
        if (trainer.Train(round, _ => { }, cancellation) is not LearnerTrained again)
        {
            throw new RunFailedException($"{RunSentences.Name(recorded)} does not come to the recorded weights: training it again diverges");
        }

        return acceptOtherDigests || (again.Digest, again.Transitions) == (recorded.Digest, recorded.Transitions)
            ? again.State
            : throw new RunFailedException(RunSentences.Difference(recorded, again));
    }

    private void AddChunks(IEnumerable<ChunkStored> chunks) => Checked(() =>
    {
        foreach (var chunk in chunks)
        {
            rounds.Add(chunk);
        }
    });

    private void AppendRound(int round) => Checked(() => rounds.Append(round));

    private void Checked(Action fill)
    {
        try
        {
            fill();
        }
        catch (InvalidDataException e)
        {
            throw JournalFaults.Damaged(run.Folder, e.Message, e);
        }
    }
}
