using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AwacAkka.Learning.Data;

namespace AwacAkka.Actors.Replay;

/// <summary>
/// Owns the replay buffer. Chunks are persisted as they arrive and enter the buffer by (round, slot), once the round is complete and
/// the run says that no one reads: so the buffer's contents do not depend on timing.
/// </summary>
public sealed class ReplayActor : ReceivePersistentActor
{
    /// <summary>Transitions per event of offline data.</summary>
    private const int ChunkSize = 1_000;

    private readonly ReplayBuffer replay;
    private readonly ILoggingAdapter log = Context.GetLogger();
    private readonly SortedDictionary<uint, ChunkStored> arrived = [];
    private int round = ChunkStored.OfflineRound;
    private int slots;
    private double seconds;

    /// <summary>An empty buffer of that capacity and those dimensions.</summary>
    public ReplayActor(int capacity, int observationDimension, int actionDimension)
    {
        replay = new ReplayBuffer(capacity, observationDimension, actionDimension);
        Recover<ChunkStored>(chunk => throw new InvalidOperationException(
            $"the journal already holds transitions of round {chunk.Round}: a new run needs a new folder"));
        Command<SeedReplay>(Seed);
        Command<OpenRound>(open => (round, slots, seconds) = (open.Round, open.Slots, 0));
        Command<StoreChunk>(Store, IsExpected);
        Command<StoreChunk>(late => log.Debug($"a chunk of round {late.Round}, slot {late.Result.End.Slot} came twice"));
        Command<CommitRound>(Commit);
    }

    /// <inheritdoc />
    public override string PersistenceId => "replay";

    private void Seed(SeedReplay seed)
    {
        var requester = Sender;
        var events = Enumerable.Range(0, (seed.Transitions.Count + ChunkSize - 1) / ChunkSize)
            .Select(i => (Number: i, Start: i * ChunkSize, Count: Math.Min(ChunkSize, seed.Transitions.Count - i * ChunkSize)))
            .Select(part => new ChunkStored(
                ChunkStored.OfflineRound, (uint)part.Number, seed.Transitions.Slice(part.Start, part.Count), null, []));
        foreach (var stored in events)
        {
            Persist(stored, chunk => replay.Append(chunk.Chunk));
        }

        DeferAsync(seed, _ => requester.Tell(new ReplaySeeded(replay, replay.Count)));
    }

    private bool IsExpected(StoreChunk store) => store.Round == round && !arrived.ContainsKey(store.Result.End.Slot);

    private void Store(StoreChunk store)
    {
        var result = store.Result;
        Persist(new ChunkStored(store.Round, result.End.Slot, result.Chunk, result.End, result.Episodes), stored =>
        {
            arrived.Add(stored.Slot, stored);
            seconds += store.Seconds;
            if (arrived.Count == slots)
            {
                Context.Parent.Tell(new RoundCollected(
                    round, [.. arrived.Values.Select(c => c.End!)], [.. arrived.Values.SelectMany(c => c.Episodes)], seconds));
            }
        });
    }

    private void Commit(CommitRound commit)
    {
        foreach (var stored in arrived.Values)
        {
            replay.Append(stored.Chunk);
        }

        arrived.Clear();
        Sender.Tell(new RoundCommitted(commit.Round, replay.Count));
    }
}
