using Akka.Actor;
using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Actors.Tests.Contracts;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Tests.Specs;

/// <summary>The journal of a run, on SQLite, with an event that cannot be put into bytes.</summary>
public sealed class RejectedChunkSpec
{
    [Fact]
    public async Task The_actor_stops_with_a_report_and_the_journal_holds_what_came_before()
    {
        using var journal = new JournalFolder().Open();
        var heard = new TaskCompletionSource<object>(TaskCreationOptions.RunContinuationsAsynchronously);
        journal.System().ActorOf(Props.Create(() => new Parent(heard)));
        var rejected = Assert.IsType<EventRejected>(await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(1u, Assert.IsType<ChunkStored>(rejected.Event).Slot);
        var stored = await JournalEvents.ReadAsync<ChunkStored>(journal.Folder, ReplayActor.Id, TestContext.Current.CancellationToken);
        Assert.Equal(0u, Assert.Single(stored).Slot);
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(TaskCompletionSource<object> heard)
        {
            var replay = Context.Watch(Context.ActorOf(Props.Create(() => new ReplayActor(new ReplayBuffer(10, 1, 1), 3, -1, 0))));
            replay.Tell(new OpenRound(0));
            replay.Tell(Chunk(0, []));
            replay.Tell(new OpenRound(0)); // is answered when that chunk is stored
            object? report = null;
            Receive<SlotsMissing>(
                _ =>
                {
                    replay.Tell(Chunk(1, null!));
                    replay.Tell(Chunk(2, []));
                },
                missing => missing.Slots.Count == 2);
            Receive<SlotsMissing>(_ => { });
            Receive<Terminated>(_ => heard.TrySetResult(report ?? "stopped without a word"));
            ReceiveAny(message => report = message);
        }

        private static StoreChunk Chunk(uint slot, IReadOnlyList<EpisodeSummary> episodes) =>
            new(0, new SlotResult(SlotState.Start(slot), TransitionChunk.Allocate(1, 1, 1), episodes), 0);
    }
}
