using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Learners;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Runs;

/// <summary>A run as it stood after an online round, but for its transitions.</summary>
/// <param name="Source">The run.</param>
/// <param name="Round">Online rounds behind it.</param>
/// <param name="Steps">Environment steps behind it.</param>
/// <param name="Updates">Updates behind it.</param>
/// <param name="State">The learner's state.</param>
/// <param name="Before">The policy of one round before; null where none is needed.</param>
/// <param name="Ends">Where each stream stood.</param>
internal sealed record ForkedState(
    RecordedRun Source, int Round, long Steps, long Updates, TrainingState State, PolicySnapshot? Before, IReadOnlyList<SlotState?> Ends);

/// <summary>
/// The events that a fork's journal begins with. The contents of the replay buffer stand where another run has its dataset, and the fork goes on
/// with the number of the round, the streams and the place in the buffer's ring that its source had.
/// </summary>
internal static class ForkEvents
{
    private const int ChunkSize = 1_000;

    /// <summary>The events.</summary>
    /// <param name="forked">Where the fork starts.</param>
    /// <param name="config">The fork's configuration.</param>
    /// <param name="seed">The fork's seed.</param>
    /// <param name="transitions">What the replay buffer held, oldest first.</param>
    /// <param name="appended">Transitions that had gone into it.</param>
    public static IEnumerable<(string PersistenceId, object Event)> Of(
        ForkedState forked, RunConfig config, ulong seed, TransitionChunk transitions, long appended)
    {
        var (source, started) = (forked.Source, forked.Source.Started);
        var kept = Math.Min(transitions.Count, config.Replay.Capacity); // the newest, where the buffer becomes smaller
        var counted = config.Replay.Capacity == source.Config.Replay.Capacity ? appended : kept; // another ring has another order
        var dataset = Math.Max(0, source.History.OfflineTransitions - (appended - counted));
        string[] changes = [.. ConfigChange.Between(source.Config, config).Select(c => c.ToString())];
        yield return (RunActor.Id, new RunStarted(
            config.ToHocon(), started.DatasetHash, started.DatasetReturn, seed, LearnerFactory.Fingerprint(config), RunSystem.Version));
        yield return (RunActor.Id, new RunForked(
            Path.GetFileName(source.Folder.FullPath), source.Config.Hash(), started.Seed, forked.Round, forked.Updates, forked.Steps,
            counted, forked.State.Digest(), changes, dataset));
        yield return (RunActor.Id, new Seeded(kept));
        SlotState?[] ends = [.. Enumerable.Range(0, config.Rollouts.Slots).Select(s => s < forked.Ends.Count ? forked.Ends[s] : null)];
        yield return (ForkStart.Id, new ForkStart(forked.State, forked.Before, ends));
        for (var (number, row) = (0u, transitions.Count - kept); row < transitions.Count; number++, row += ChunkSize)
        {
            var chunk = transitions.Slice(row, Math.Min(ChunkSize, transitions.Count - row));
            yield return (ReplayActor.Id, new ChunkStored(ChunkStored.OfflineRound, number, chunk, null, []));
        }
    }
}
