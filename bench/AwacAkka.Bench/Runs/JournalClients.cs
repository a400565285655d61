using System.Diagnostics;
using Akka.Actor;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Bench.Runs;

/// <summary>Has a dataset of so many chunks stored and says how long it took.</summary>
internal sealed class Seeder : ReceiveActor
{
    public Seeder(TransitionChunk chunk, int chunks)
    {
        var replay = JournalClients.Replay(Context, chunk, chunk.Count * chunks);
        var clock = new Stopwatch();
        IActorRef asker = ActorRefs.Nobody;
        Receive<string>(_ =>
        {
            var all = TransitionChunk.Allocate(chunk.Count * chunks, chunk.ObservationDimension, chunk.ActionDimension);
            for (var i = 0; i < chunks; i++)
            {
                chunk.CopyTo(0, all, i * chunk.Count, chunk.Count);
            }

            asker = Sender;
            replay.Tell(new SeedReplay(null));
            replay.Tell(new SeedReplay(all));
        });
        Receive<ReplaySeeded>(_ => clock.Start(), _ => !clock.IsRunning); // recovered: an actor's first recovery is measured elsewhere
        Receive<ReplaySeeded>(_ => asker.Tell(clock.Elapsed));
    }
}

/// <summary>Has so many rounds stored, one after the other, and says how long it took.</summary>
internal sealed class Collector : ReceiveActor
{
    public Collector(TransitionChunk chunk, int rounds)
    {
        var replay = JournalClients.Replay(Context, chunk, chunk.Count * JournalClients.Slots);
        var clock = new Stopwatch();
        IActorRef asker = ActorRefs.Nobody;
        Receive<string>(_ =>
        {
            asker = Sender;
            replay.Tell(new SeedReplay(null));
        });
        Receive<ReplaySeeded>(_ =>
        {
            clock.Start();
            replay.Tell(new OpenRound(0));
        });
        Receive<SlotsMissing>(missing =>
        {
            foreach (var slot in missing.Slots)
            {
                replay.Tell(new StoreChunk(missing.Round, new SlotResult(SlotState.Start(slot), chunk, []), 0));
            }
        });
        Receive<RoundCollected>(collected => replay.Tell(new CommitRound(collected.Round)));
        Receive<RoundCommitted>(committed =>
        {
            if (committed.Round + 1 < rounds)
            {
                replay.Tell(new OpenRound(committed.Round + 1));
            }
            else
            {
                asker.Tell(clock.Elapsed);
            }
        });
    }
}

/// <summary>What both need.</summary>
internal static class JournalClients
{
    /// <summary>Chunks per round.</summary>
    public const int Slots = 4;

    /// <summary>The replay actor as a child.</summary>
    public static IActorRef Replay(IActorContext context, TransitionChunk chunk, int capacity)
    {
        var buffer = new ReplayBuffer(capacity, chunk.ObservationDimension, chunk.ActionDimension);
        return context.ActorOf(Props.Create(() => new ReplayActor(buffer, Slots, ChunkStored.OfflineRound, 0)), "replay");
    }
}
