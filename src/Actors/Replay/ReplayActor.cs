using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Replay;

/// <summary>
/// Owns the replay buffer. Chunks are persisted as they arrive; those that come while a write is under way are the next write together, so that a
/// round does not wait for the disk once per chunk. They enter the buffer by (round, slot), once the round is complete and
/// the run says that no one reads: so the buffer's contents do not depend on timing. Recovery fills the buffer as it was when the
/// round to go on with began; later chunks wait, so that their rounds are trained on the buffer they had, and only missing slots are
/// collected again.
/// </summary>
public sealed class ReplayActor : ReceivePersistentActor
{
    /// <summary>The actor's name in the journal of a run folder.</summary>
    public const string Id = "replay";

    /// <summary>Transitions per event of offline data.</summary>
    private const int ChunkSize = 1_000;

    /// <summary>Most events per write: what is in memory twice, as an event and as bytes, at a time.</summary>
    private const int ChunksPerSlice = 50;

    private readonly ReplayBuffer replay;
    private readonly CollectedRounds rounds;
    private readonly SortedDictionary<int, long> lastSequenceNrs = [];
    private readonly SortedDictionary<uint, StoreChunk> arrived = [];
    private readonly ILoggingAdapter log = Context.GetLogger();
    private int round = ChunkStored.OfflineRound;
    private long deletable;
    private long deleted;
    private bool isDeleting;
    private double seconds;

    /// <summary>An actor for that buffer.</summary>
    /// <param name="replay">The buffer, empty; the actor's own from here on.</param>
    /// <param name="slots">Chunks per online round.</param>
    /// <param name="firstRound">The first round that the journal is asked for: -1, with the dataset, unless it has been pruned.</param>
    /// <param name="startRound">The online round to go on with: recovery puts all rounds before it into the buffer.</param>
    public ReplayActor(ReplayBuffer replay, int slots, int firstRound, int startRound)
        : this(replay, slots, firstRound, startRound, null, Id)
    {
    }

    /// <summary>Likewise, for a fork, or in a journal that holds several runs.</summary>
    /// <param name="replay">The buffer, empty; the actor's own from here on.</param>
    /// <param name="slots">Chunks per online round.</param>
    /// <param name="firstRound">The first round that the journal is asked for.</param>
    /// <param name="startRound">The online round to go on with.</param>
    /// <param name="origin">Where the fork starts; null for a run that is none.</param>
    /// <param name="persistenceId">The actor's name in the journal.</param>
    public ReplayActor(ReplayBuffer replay, int slots, int firstRound, int startRound, RunOrigin? origin, string persistenceId)
    {
        PersistenceId = persistenceId;
        this.replay = replay;
        rounds = new CollectedRounds(replay, slots, firstRound, origin?.Lineage.Round ?? 0, origin?.Start.Ends);
        Recover<ChunkStored>(stored =>
        {
            Add(stored);
            if (rounds.Rounds < startRound && rounds.Missing(rounds.Rounds).Count == 0)
            {
                rounds.Append(rounds.Rounds);
            }
        });
        Command<SeedReplay>(Seed);
        Command<OpenRound>(open => Self.Forward(open), _ => arrived.Count > 0); // behind what is on its way to the journal
        Command<OpenRound>(Open);
        Command<StoreChunk>(Add, store => store.Round == round && !rounds.Holds(round, store.Result.End.Slot) && !arrived.ContainsKey(store.Result.End.Slot));
        Command<StoreChunk>(late => log.Debug($"a chunk of round {late.Round}, slot {late.Result.End.Slot} came twice"));
        Command<StoreArrived>(_ => Store());
        Command<CommitRound>(commit =>
        {
            rounds.Append(commit.Round);
            Sender.Tell(new RoundCommitted(commit.Round, replay.Count));
        });
        Command<ForgetRounds>(Forget);
        Command<DeleteMessagesSuccess>(_ => OnDeleted());
        Command<DeleteMessagesFailure>(failure =>
        {
            log.Warning($"old transitions stay in the journal until the next attempt: {failure.Cause.Message}");
            OnDeleted();
        });
    }

    /// <inheritdoc />
    public override string PersistenceId { get; }

    /// <summary>Events only: all other state is in checkpoints, which the run keeps itself.</summary>
    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    /// <summary>Nothing is trained on a journal that cannot be read whole.</summary>
    protected override void OnRecoveryFailure(Exception reason, object? message = null) =>
        Context.Parent.Tell(new JournalFailed(reason));

    /// <summary>Transitions that cannot be stored end the run, which would wait for them for ever.</summary>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) =>
        Context.Parent.Tell(new JournalFailed(cause));

    /// <summary>Akka would go on without the event: later chunks would stand behind a gap, and the run would wait for this one.</summary>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Context.Parent.Tell(new EventRejected(@event, cause));
        Context.Stop(Self);
    }

    /// <summary>
    /// Stores the next slice of the offline data, and tells itself to go on behind it: all of them at once would be one write, in memory
    /// as a whole and under one time limit. A slice is stored whole or not at all; the one that a kill took is the next to be stored.
    /// </summary>
    /// <remarks>
    /// Commands that arrive between two slices would find a buffer that is not full yet. None does: the run opens no round, and has no
    /// workers that could send a chunk, before it is told <see cref="ReplaySeeded"/>.
    /// </remarks>
    private void Seed(SeedReplay seed)
    {
        ChunkStored[] slice = [.. Unstored(seed.Transitions).Take(ChunksPerSlice)];
        if (slice.Length == 0)
        {
            Sender.Tell(new ReplaySeeded(replay, replay.Count, rounds.Rounds, rounds.Ends));
            return;
        }

        PersistAll(slice, stored =>
        {
            Add(stored);
            if (stored.Slot == slice[^1].Slot)
            {
                Self.Forward(seed);
            }
        });
    }

    /// <summary>The offline data that the journal does not hold yet, in events.</summary>
    private IEnumerable<ChunkStored> Unstored(TransitionChunk? transitions)
    {
        var count = transitions?.Count ?? 0;
        for (var number = rounds.OfflineChunks; number * ChunkSize < count; number++)
        {
            var part = transitions!.Slice(number * ChunkSize, Math.Min(ChunkSize, count - number * ChunkSize));
            yield return new ChunkStored(ChunkStored.OfflineRound, (uint)number, part, null, []);
        }
    }

    private void Open(OpenRound open)
    {
        (round, seconds) = (open.Round, 0);
        var missing = rounds.Missing(round);
        if (missing.Count > 0)
        {
            Sender.Tell(new SlotsMissing(round, missing));
        }
        else
        {
            TellCollected();
        }
    }

    /// <summary>While a write is under way commands wait, and are taken in before what this tells itself.</summary>
    private void Add(StoreChunk store)
    {
        if (arrived.Count == 0)
        {
            Self.Tell(new StoreArrived());
        }

        arrived.Add(store.Result.End.Slot, store);
    }

    /// <summary>Stores what has arrived: all of it or, with an event that the journal does not take, nothing.</summary>
    private void Store()
    {
        StoreChunk[] slice = [.. arrived.Values.Take(ChunksPerSlice)];
        PersistAll(slice.Select(store => new ChunkStored(store.Round, store.Result.End.Slot, store.Result.Chunk, store.Result.End, store.Result.Episodes)), stored =>
        {
            Add(stored);
            arrived.Remove(stored.Slot, out var store);
            seconds += store!.Seconds;
            if (rounds.Missing(round).Count == 0)
            {
                TellCollected();
            }
            else if (stored.Slot == slice[^1].Result.End.Slot && arrived.Count > 0)
            {
                Self.Tell(new StoreArrived());
            }
        });
    }

    /// <summary>Rounds are stored one after the other, so all events up to the last of an older round may go.</summary>
    private void Forget(ForgetRounds forget)
    {
        int[] old = [.. lastSequenceNrs.Keys.TakeWhile(number => number < forget.Before)];
        if (old.Length > 0)
        {
            deletable = lastSequenceNrs[old[^1]];
            Array.ForEach(old, number => lastSequenceNrs.Remove(number));
            Delete();
        }
    }

    /// <summary>The journal does not wait for one deletion before it begins the next, and two at once may stand in each other's way: so one is under way at a time.</summary>
    private void Delete()
    {
        if (!isDeleting && deletable > deleted)
        {
            isDeleting = true;
            deleted = deletable;
            DeleteMessages(deleted);
        }
    }

    /// <summary>One that failed is made up for by the next, which takes in all that it should have removed.</summary>
    private void OnDeleted()
    {
        isDeleting = false;
        Delete();
    }

    private void Add(ChunkStored stored)
    {
        lastSequenceNrs[stored.Round] = LastSequenceNr;
        rounds.Add(stored);
    }

    private void TellCollected()
    {
        var chunks = rounds.Round(round);
        Context.Parent.Tell(new RoundCollected(
            round, [.. chunks.Select(c => c.End!)], [.. chunks.SelectMany(c => c.Episodes)], seconds));
    }

    private sealed record StoreArrived;
}
