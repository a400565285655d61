using Akka.Actor;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Tests.Specs;

/// <summary>What the replay actor makes of chunks that come late, twice, or in any order, and of a journal that does not take them.</summary>
public sealed class ReplayActorSpec : ActorSpec
{
    private const int Slots = 3, Steps = 2;
    private ReplayBuffer buffer = new(1, 1, 1);

    [Fact]
    public async Task Chunks_enter_the_buffer_by_slot_whatever_the_order_of_their_arrival()
    {
        var replay = await SeededAsync();
        await CollectAsync(replay, 0, 2, 0, 1);
        await CommitAsync(replay, 0);
        Assert.Equal(Rewards(0), buffer.ToChunk().Rewards);
    }

    [Fact]
    public async Task Of_two_chunks_of_one_slot_the_first_counts_and_the_other_is_not_stored()
    {
        var replay = await SeededAsync();
        await OpenAsync(replay, 0);
        replay.Tell(Chunk(0, 1));
        replay.Tell(Chunk(0, 1, reward: 77));
        replay.Tell(Chunk(0, 0));
        replay.Tell(Chunk(0, 2));
        await NextAsync<RoundCollected>();
        replay.Tell(Chunk(0, 2, reward: 78));
        await CommitAsync(replay, 0);
        Assert.Equal(Rewards(0), buffer.ToChunk().Rewards);
        Assert.Equal(Slots, (await StoredAsync(ReplayActor.Id)).Count);
    }

    [Fact]
    public async Task A_chunk_of_another_round_than_the_open_one_is_not_stored()
    {
        var replay = await SeededAsync();
        await CollectAsync(replay, 0, 0, 1, 2);
        await CommitAsync(replay, 0);
        await OpenAsync(replay, 1);
        replay.Tell(Chunk(0, 0, reward: 77));
        replay.Tell(Chunk(2, 0, reward: 78));
        foreach (var slot in (uint[])[0, 1, 2])
        {
            replay.Tell(Chunk(1, slot));
        }

        await NextAsync<RoundCollected>();
        await CommitAsync(replay, 1);
        Assert.Equal([.. Rewards(0), .. Rewards(1)], buffer.ToChunk().Rewards);
        Assert.Equal(2 * Slots, (await StoredAsync(ReplayActor.Id)).Count);
    }

    [Fact]
    public async Task A_round_that_is_not_complete_is_never_committed()
    {
        var replay = await SeededAsync();
        await OpenAsync(replay, 0);
        replay.Tell(Chunk(0, 1));
        replay.Tell(new CommitRound(0), TestActor);
        var refused = Assert.IsType<InvalidDataException>(await Failure);
        Assert.Equal("the transitions of online round 1 are not complete", refused.Message);
        await EndAsync(replay);
        Assert.Equal(0, buffer.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Recovery_fills_the_buffer_up_to_the_round_to_go_on_with_and_keeps_the_others_for_their_turn(int startRound)
    {
        var replay = await SeededAsync();
        await CollectAsync(replay, 0, 2, 0, 1);
        await CommitAsync(replay, 0);
        await CollectAsync(replay, 1, 1, 2, 0);
        await StopAsync(replay);

        replay = await StartAsync(startRound: startRound);
        var seeded = await SeedAsync(replay, null);
        Assert.Equal(startRound, seeded.Rounds);
        Assert.Equal(startRound * Slots * Steps, seeded.Count);
        Assert.Equal(startRound == 0 ? [null, null, null] : Ends(startRound - 1), seeded.Ends.Select(e => e?.Step));
        for (var round = startRound; round < 2; round++)
        {
            replay.Tell(new OpenRound(round), TestActor);
            Assert.Equal(Ends(round), (await NextAsync<RoundCollected>()).Ends.Select(e => (uint?)e.Step));
            await CommitAsync(replay, round);
        }

        Assert.Equal([.. Rewards(0), .. Rewards(1)], buffer.ToChunk().Rewards);
    }

    [Fact]
    public async Task Only_the_slots_that_the_journal_lacks_are_collected_again()
    {
        var replay = await SeededAsync();
        await OpenAsync(replay, 0);
        replay.Tell(Chunk(0, 2));
        replay.Tell(new OpenRound(0), TestActor);
        Assert.Equal([0u, 1u], (await NextAsync<SlotsMissing>()).Slots);
        await StopAsync(replay);

        replay = await SeededAsync();
        replay.Tell(new OpenRound(0), TestActor);
        Assert.Equal([0u, 1u], (await NextAsync<SlotsMissing>()).Slots);
    }

    [Fact]
    public async Task Forgotten_rounds_leave_the_journal_and_the_others_recover()
    {
        var replay = await SeededAsync(Data(2_500));
        for (var round = 0; round < 3; round++)
        {
            await CollectAsync(replay, round, 0, 1, 2);
            await CommitAsync(replay, round);
        }

        replay.Tell(new ForgetRounds(1));
        await AwaitAssertAsync(
            async () => Assert.Equal([1, 1, 1, 2, 2, 2], (await StoredAsync(ReplayActor.Id)).Select(e => ((ChunkStored)e).Round)),
            Patience, cancellationToken: Cancellation);
        await StopAsync(replay);

        replay = await StartAsync(firstRound: 1, startRound: 3);
        Assert.Equal(3, (await SeedAsync(replay, null)).Rounds);
        Assert.Equal([.. Rewards(1), .. Rewards(2)], buffer.ToChunk().Rewards);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_chunk_that_is_not_stored_is_reported_and_nothing_is_stored_behind_it(bool rejects)
    {
        var replay = await SeededAsync();
        await OpenAsync(replay, 0);
        await RefuseAsync(e => e is ChunkStored { Slot: 1 }, rejects);
        replay.Tell(Chunk(0, 0));
        replay.Tell(new OpenRound(0), TestActor);
        Assert.Equal([1u, 2u], (await NextAsync<SlotsMissing>()).Slots); // told when that chunk is stored
        replay.Tell(Chunk(0, 1));
        replay.Tell(Chunk(0, 2));
        await ReportedAsync(rejects);
        await EndAsync(replay);
        Assert.Equal([0u], Numbers(await StoredAsync(ReplayActor.Id)));
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_is_reported()
    {
        var replay = await SeededAsync(Data(10));
        await StopAsync(replay);
        await Journal.OnRecovery.Fail();
        replay = await StartAsync();
        await NextAsync<JournalFailed>();
        await EndAsync(replay);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Seeding_that_is_cut_leaves_no_gap_and_goes_on_to_the_same_events_as_if_it_had_not(bool rejects)
    {
        var data = Data(120_500);
        await RefuseAsync(e => e is ChunkStored { Slot: 60 }, rejects);
        var replay = await StartAsync();
        replay.Tell(new SeedReplay(data), TestActor);
        await ReportedAsync(rejects);
        await EndAsync(replay);
        var before = await StoredAsync(ReplayActor.Id);
        Assert.InRange(before.Count, 50, 60); // of the second slice nothing, or what a journal in memory took of it
        Assert.Equal(UpTo(before.Count), Numbers(before));

        await Journal.OnWrite.Pass();
        await SeededAsync(data);
        Assert.Equal(data.Rewards, buffer.ToChunk().Rewards);
        var stored = await StoredAsync(ReplayActor.Id);
        Assert.Equal(UpTo(121), Numbers(stored));
        Assert.Equal(data.Rewards, stored.SelectMany(s => ((ChunkStored)s).Chunk.Rewards));
    }

    private Task RefuseAsync(Func<object, bool> events, bool rejects) => Journal.OnWrite.SetInterceptorAsync(new Refusal(events, rejects, []));

    private async Task ReportedAsync(bool rejects)
    {
        if (rejects)
        {
            Assert.IsType<ChunkStored>((await NextAsync<EventRejected>()).Event);
        }
        else
        {
            await NextAsync<JournalFailed>();
        }
    }

    private Task<IActorRef> StartAsync(int firstRound = ChunkStored.OfflineRound, int startRound = 0)
    {
        var fresh = buffer = new ReplayBuffer(200_000, 1, 1);
        return StartAsync(Props.Create(() => new ReplayActor(fresh, Slots, firstRound, startRound)), "replay" + Guid.NewGuid().ToString("N"));
    }

    private async Task<IActorRef> SeededAsync(TransitionChunk? data = null)
    {
        var replay = await StartAsync();
        Assert.Equal(data?.Count ?? 0, (await SeedAsync(replay, data)).Count);
        return replay;
    }

    private async Task<ReplaySeeded> SeedAsync(IActorRef replay, TransitionChunk? data)
    {
        replay.Tell(new SeedReplay(data), TestActor);
        return await NextAsync<ReplaySeeded>();
    }

    private async Task OpenAsync(IActorRef replay, int round)
    {
        replay.Tell(new OpenRound(round), TestActor);
        Assert.Equal([0u, 1u, 2u], (await NextAsync<SlotsMissing>()).Slots);
    }

    private async Task CollectAsync(IActorRef replay, int round, params uint[] order)
    {
        await OpenAsync(replay, round);
        Array.ForEach(order, slot => replay.Tell(Chunk(round, slot)));
        Assert.Equal([0u, 1u, 2u], (await NextAsync<RoundCollected>()).Ends.Select(e => e.Slot));
    }

    private async Task CommitAsync(IActorRef replay, int round)
    {
        replay.Tell(new CommitRound(round), TestActor);
        Assert.Equal(round, (await NextAsync<RoundCommitted>()).Round);
    }

    private static StoreChunk Chunk(int round, uint slot, float? reward = null)
    {
        var chunk = TransitionChunk.Allocate(Steps, 1, 1);
        Array.Fill(chunk.Rewards, reward ?? Reward(round, slot));
        return new StoreChunk(round, new SlotResult(SlotState.Start(slot) with { Step = End(round, slot) }, chunk, []), 0.5);
    }

    private static float Reward(int round, uint slot) => 10 * round + slot + 1;

    private static uint End(int round, uint slot) => (uint)(100 * round) + slot + 1;

    private static IEnumerable<uint?> Ends(int round) => Enumerable.Range(0, Slots).Select(slot => (uint?)End(round, (uint)slot));

    private static float[] Rewards(int round) => [.. Enumerable.Range(0, Slots * Steps).Select(i => Reward(round, (uint)(i / Steps)))];

    private static IEnumerable<uint> Numbers(IEnumerable<object> events) => events.Select(e => ((ChunkStored)e).Slot);

    private static IEnumerable<uint> UpTo(int count) => Enumerable.Range(0, count).Select(n => (uint)n);

    private static TransitionChunk Data(int count)
    {
        var data = TransitionChunk.Allocate(count, 1, 1);
        for (var i = 0; i < count; i++)
        {
            data.Rewards[i] = i;
        }

        return data;
    }
}
