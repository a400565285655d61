using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Reporting;
using AwacAkka.Learning.Data;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// Trains a recorded run again from its journal alone, one round after the other, and holds every round against its recorded digest.
/// Neither checkpoints nor environments are asked, and nothing is written.
/// </summary>
public sealed class RunVerification : IDisposable
{
    private readonly RecordedRun run;
    private readonly RunPlan plan;
    private readonly ReplayBuffer replay;
    private readonly CollectedRounds rounds;
    private readonly RoundTrainer trainer;
    private readonly bool acceptOtherDigests;

    private RunVerification(RecordedRun run, RunStart start, IEnumerable<ChunkStored> chunks, bool acceptOtherDigests)
    {
        this.run = run;
        this.acceptOtherDigests = acceptOtherDigests;
        plan = new RunPlan(run.Config);
        replay = start.EmptyReplay();
        rounds = new CollectedRounds(replay, run.Config.Rollouts.Slots);
        foreach (var chunk in chunks)
        {
            rounds.Add(chunk);
        }

        trainer = new RoundTrainer(run.Config.Algorithm, start.Learner, start.InitialState(replay), run.Started.Seed);
    }

    /// <summary>Reads the run's transitions, each chunk against its checksum.</summary>
    /// <param name="run">The run.</param>
    /// <param name="acceptOtherDigests">Whether to go on over a difference, as on another CPU.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RunFailedException">The journal is damaged.</exception>
    public static async Task<RunVerification> OpenAsync(RecordedRun run, bool acceptOtherDigests, CancellationToken cancellation)
    {
        var chunks = await JournalEvents.ReadAsync<ChunkStored>(run.Folder, ReplayActor.Id, cancellation).ConfigureAwait(false);
        return new RunVerification(run, RunStart.Of(run.Config, run.Started.Seed), chunks, acceptOtherDigests);
    }

    /// <summary>Trains the recorded rounds in their order.</summary>
    /// <param name="wanted">Round to stop after; null for the last.</param>
    /// <param name="verified">Hears of every round that came to its recorded digest.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The training state after the last of them.</returns>
    /// <exception cref="RunConfigException">That round is not recorded.</exception>
    /// <exception cref="RunFailedException">A round comes to other weights than recorded.</exception>
    public TrainingState Run((RunPhase Phase, int Round)? wanted, Action<RoundTrained> verified, CancellationToken cancellation)
    {
        if (run.Record.Trained.Count == 0)
        {
            throw new RunConfigException($"the run '{run.Folder.FullPath}' has not trained a round yet");
        }

        var last = run.Record.Trained.Last();
        var (phase, number) = wanted ?? (last.Phase, last.Round);
        if (run.Record.Training(phase, number) is null)
        {
            throw new RunConfigException(
                $"{phase.ToString().ToLowerInvariant()} round {number + 1} is not recorded; the last one is {RunNotices.Name(last)}");
        }

        foreach (var recorded in run.Record.Trained)
        {
            var isWanted = (recorded.Phase, recorded.Round) == (phase, number);
            var state = Train(recorded, isWanted, cancellation);
            verified(recorded);
            if (isWanted)
            {
                return state!;
            }
        }

        throw new InvalidOperationException("a recorded round is not among the recorded rounds");
    }

    /// <inheritdoc />
    public void Dispose() => trainer.Dispose();

    private TrainingState? Train(RoundTrained recorded, bool keepState, CancellationToken cancellation)
    {
        if (recorded.Phase == RunPhase.Online)
        {
            AppendRound(recorded.Round);
        }

        var round = new TrainRound(
            recorded.Phase, recorded.Round, plan.Updates(recorded.Phase, recorded.Round), plan.BatchSize(recorded.Phase), replay, replay.Count,
            keepState);
        if (trainer.Train(round, _ => { }, cancellation) is not LearnerTrained again)
        {
            throw new RunFailedException($"{RunNotices.Name(recorded)} does not come to the recorded weights: training it again diverges");
        }

        return acceptOtherDigests || (again.Digest, again.Transitions) == (recorded.Digest, recorded.Transitions)
            ? again.State
            : throw new RunFailedException(RunNotices.Difference(recorded, again));
    }

    private void AppendRound(int round)
    {
        try
        {
            rounds.Append(round);
        }
        catch (InvalidDataException e)
        {
            throw new RunFailedException($"the run's journal is damaged: {e.Message}", e);
        }
    }
}
