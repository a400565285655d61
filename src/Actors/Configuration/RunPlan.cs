using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Configuration;

/// <summary>The run's schedule: which rounds there are, how long they are, with which policy they are collected. Pure arithmetic.</summary>
/// <param name="config">The configuration.</param>
/// <param name="forked">Where the run starts, if not at the beginning: its rounds go on from there.</param>
public sealed class RunPlan(RunConfig config, RunForked? forked = null)
{
    private readonly int firstRound = forked?.Round ?? 0;
    private readonly long stepsBehind = forked?.Steps ?? 0;
    private readonly bool isOnPolicy = config.FreshRound is not null;

    /// <summary>Rounds of the offline phase.</summary>
    public int OfflineRounds { get; } = DivideUp(config.Offline.Updates, config.Offline.UpdatesPerRound);

    /// <summary>Rounds of the online phase.</summary>
    public int OnlineRounds { get; } =
        (forked?.Round ?? 0) + DivideUp((int)Math.Max(0, config.Online.Steps - (forked?.Steps ?? 0)), config.Online.StepsPerRound);

    /// <summary>How many rounds collecting may be ahead of training.</summary>
    public int PipelineDepth { get; } = config.Rounds.PipelineDepth;

    /// <summary>Updates of the whole run.</summary>
    public long TotalUpdates => (forked?.Updates ?? config.Offline.Updates)
        + Enumerable.Range(firstRound, OnlineRounds - firstRound).Sum(r => (long)OnlineUpdates(r));

    /// <summary>Updates of a round; the last of a phase may be shorter. None while the random steps and those of the warm-up are taken.</summary>
    public int Updates(RunPhase phase, int round) => phase == RunPhase.Offline ? OfflineUpdates(round) : OnlineUpdates(round);

    /// <summary>Transitions per update of a round. An on-policy algorithm's one update of an online round is on all its steps.</summary>
    public int BatchSize(RunPhase phase, int round) => phase == RunPhase.Offline ? config.Algorithm.OfflineBatchSize
        : isOnPolicy ? Steps(round)
        : config.AlgorithmIn(phase).OnlineBatchSize;

    /// <summary>Steps of an online round, over all slots; the last may be shorter.</summary>
    public int Steps(int round) => (int)Math.Min(config.Online.StepsPerRound, config.Online.Steps - StepsUpTo(round));

    /// <summary>Steps of one slot in an online round: an even share, the first slots take what is over.</summary>
    public int SlotSteps(int round, int slot)
    {
        var (share, rest) = Math.DivRem(Steps(round), config.Rollouts.Slots);
        return share + (slot < rest ? 1 : 0);
    }

    /// <summary>Environment steps up to the end of an online round.</summary>
    public long StepsAfter(int round) => Math.Min(StepsUpTo(round + 1), config.Online.Steps);

    /// <summary>Transitions that go into the buffer before an online round, those that the run begins with included.</summary>
    public long AppendedBefore(int round, long dataset) => dataset + (round == firstRound ? 0 : StepsAfter(round - 1) - stepsBehind);

    /// <summary>
    /// What may leave the journal if recovery never begins before a checkpoint: all that the buffer has overwritten by then. Nothing,
    /// while transitions of the dataset are among what it holds, or where the journal is to keep all.
    /// </summary>
    /// <param name="checkpoint">The online round that the checkpoint is after.</param>
    /// <param name="dataset">Transitions of the dataset; in a fork, those that had gone into the buffer.</param>
    public ReplayPruned? Overwritten(int checkpoint, long dataset)
    {
        var overwritten = AppendedBefore(checkpoint + 1, dataset) - config.Replay.Capacity;
        if (config.Replay.KeepHistory || overwritten <= 0 || overwritten < dataset)
        {
            return null;
        }

        var round = firstRound + (int)((overwritten - dataset) / config.Online.StepsPerRound);
        return new ReplayPruned(round, AppendedBefore(round, dataset), checkpoint);
    }

    /// <summary>Whether a round is collected with uniformly random actions.</summary>
    public bool RandomActions(int round) => StepsAfter(round) <= config.Online.RandomSteps;

    /// <summary>
    /// How many online rounds have been trained on behind the policy that collects a round. With a pipeline of depth 1 that is one
    /// less than there could be, whatever the timing: collecting overlaps training, and the result stays the same.
    /// </summary>
    public int PolicyVersion(int round) => Math.Max(0, round - PipelineDepth);

    /// <summary>Whether the policy is judged after a round.</summary>
    public bool Evaluates(RunPhase phase, int round) =>
        phase == RunPhase.Offline
            ? round == OfflineRounds - 1 || IsDueAfterOffline(round)
            : round == OnlineRounds - 1 || IsDueAfterOnline(round);

    /// <summary>Whether the policy is judged after a round only because the run ends there: a longer one would go by the schedule.</summary>
    public bool EvaluatesAsLast(RunPhase phase, int round) =>
        Evaluates(phase, round) && !(phase == RunPhase.Offline ? IsDueAfterOffline(round) : IsDueAfterOnline(round));

    /// <summary>Whether the training state is kept after a round of a phase.</summary>
    public bool Checkpoint(RunPhase phase, int round) =>
        round == (phase == RunPhase.Offline ? OfflineRounds : OnlineRounds) - 1 || (round + 1) % config.Checkpoints.EveryRounds == 0;

    /// <summary>Steps before an online round, were there no end.</summary>
    private long StepsUpTo(int round) => stepsBehind + (long)(round - firstRound) * config.Online.StepsPerRound;

    private int OfflineUpdates(int round) =>
        Math.Min(config.Offline.UpdatesPerRound, config.Offline.Updates - round * config.Offline.UpdatesPerRound);

    private int OnlineUpdates(int round) =>
        StepsAfter(round) < config.Online.StepsWithoutUpdates ? 0 : isOnPolicy ? 1 : (int)Math.Round(Steps(round) * config.Online.UpdatesPerStep);

    private bool IsDueAfterOffline(int round)
    {
        var before = (long)round * config.Offline.UpdatesPerRound;
        var after = before + OfflineUpdates(round);
        return before / config.Offline.EvaluateEvery != after / config.Offline.EvaluateEvery;
    }

    private bool IsDueAfterOnline(int round) => (round + 1) % config.Evaluation.EveryRounds == 0;

    private static int DivideUp(int amount, int unit) => amount == 0 ? 0 : (amount - 1) / unit + 1;
}
