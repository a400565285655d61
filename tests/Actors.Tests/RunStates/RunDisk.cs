using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Collecting;

namespace AwacAkka.Actors.Tests.RunStates;

/// <summary>Where a fork starts.</summary>
/// <param name="Lineage">Its first event but one.</param>
/// <param name="Before">Digest of the policy of one round before.</param>
/// <param name="Ends">Where the streams stand.</param>
internal sealed record ForkPoint(RunForked Lineage, string? Before, IReadOnlyList<SlotState?> Ends);

/// <summary>What is left of a run when its process is killed: its journals and its files, as values.</summary>
internal sealed class RunDisk
{
    private readonly Dictionary<(RunPhase, int), ((RunPhase, int) Round, string Policy)> aside = [];
    private readonly HashSet<(int Round, uint Slot, uint Generation)> failing;
    private ((RunPhase, int) Round, string Policy)? best;

    /// <summary>The disk of a run that has not begun.</summary>
    /// <param name="dataset">Its dataset.</param>
    /// <param name="failing">Streams that fail in a round.</param>
    public RunDisk(IReadOnlyList<ChunkStored> dataset, IEnumerable<(int Round, uint Slot, uint Generation)> failing) =>
        (Dataset, this.failing) = (dataset, [.. failing]);

    /// <summary>The run's events.</summary>
    public List<RunEvent> Journal { get; } = [];

    /// <summary>The replay actor's events.</summary>
    public List<ChunkStored> Chunks { get; } = [];

    /// <summary>Digest and updates of each training state.</summary>
    public SortedDictionary<(RunPhase Phase, int Round), (string Digest, long Updates)> Checkpoints { get; } = [];

    /// <summary>The dataset in the chunks that it is stored in.</summary>
    public IReadOnlyList<ChunkStored> Dataset { get; }

    /// <summary>Where the run starts, if it is a fork.</summary>
    public ForkPoint? Fork { get; init; }

    /// <summary>The last policy.</summary>
    public string? Policy { get; set; }

    /// <summary>The round of the best policy.</summary>
    public (RunPhase Phase, int Round)? Best => best?.Round;

    /// <summary>Whether a slot fails.</summary>
    public bool Fails(int round, SlotState start) => failing.Contains((round, start.Slot, start.Generation));

    /// <summary>Checkpoints that the run may go on from, and null where it may begin at its beginning; any of them may be all that is undamaged.</summary>
    public IReadOnlyList<RoundTrained?> StartingPoints(RunHistory history, RunPlan plan)
    {
        RoundTrained?[] points = [.. history.StartingPoints(plan)
            .Where(t => Checkpoints.TryGetValue((t.Phase, t.Round), out var checkpoint) && checkpoint.Digest == t.Digest)];
        Assert.True(points.Length > 0 || history.Pruned is null, "no checkpoint is left that the run could go on from");
        return history.Pruned is null ? [.. points, null] : points;
    }

    /// <summary>Removes old checkpoints, as <see cref="RunFolder.PruneCheckpoints"/>.</summary>
    public int Prune(RunStep.PruneCheckpoints step, int keep)
    {
        int[] held = [.. Checkpoints.Keys.Where(c => c.Phase == step.Phase).Select(c => c.Round)];
        var start = step.Needed is { } needed ? Array.FindLastIndex(held, round => round <= needed) : held.Length;
        var surplus = Math.Clamp(held.Length - keep, 0, Math.Max(0, start));
        Array.ForEach(held[..surplus], round => Checkpoints.Remove((step.Phase, round)));
        return held[surplus];
    }

    /// <summary>Writes the best policy, as <see cref="CheckpointStore.WriteBestPolicy"/>.</summary>
    public void KeepBest(RunStep.KeepBest step, string policy)
    {
        if (step.IsLast && best is { } before && before.Policy != policy)
        {
            aside[(step.Phase, step.Round)] = before;
        }

        best = ((step.Phase, step.Round), policy);
    }

    /// <summary>As <see cref="CheckpointStore.RestoreBestPolicy"/>.</summary>
    public void FollowExtension(RunHistory history, RunPlan plan)
    {
        foreach (var end in aside.Keys.Where(end => history.Extensions.Count > 0 && !plan.Evaluates(end.Item1, end.Item2)).ToArray())
        {
            aside.Remove(end, out var before);
            best = before;
        }
    }
}
