using AwacAkka.Actors.Records;
using AwacAkka.Actors.Replay;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using FsCheck;
using FsCheck.Fluent;

namespace AwacAkka.Actors.Tests.Properties;

/// <summary>The buffer's contents do not tell in which order the chunks of its rounds arrived, nor which of them came twice.</summary>
public sealed class CollectedRoundsProperties
{
    private const int Slots = 3, Rounds = 4, Rows = 2;
    private static readonly (int Round, uint Slot)[] All = [.. Enumerable.Range(0, Rounds * Slots).Select(i => (i / Slots, (uint)(i % Slots)))];

    [Fact]
    public void Any_order_of_arrival_comes_to_the_same_buffer() => Generators.ForAll(
        from first in Gen.Shuffle(All)
        from again in Gen.SubListOf(All)
        from order in Gen.Shuffle(first.Concat(again).ToArray())
        select order,
        order =>
        {
            var buffer = new ReplayBuffer(100, 1, 1);
            var collected = new CollectedRounds(buffer, Slots);
            for (var i = 0; i < order.Length; i++)
            {
                var (round, slot) = order[i];
                var isFirst = Array.IndexOf(order, order[i]) == i;
                collected.Add(Chunk(round, slot, isFirst ? Reward(round, slot) : -1));
                if (collected.Rounds < Rounds && collected.Missing(collected.Rounds).Count == 0)
                {
                    collected.Append(collected.Rounds);
                }
            }

            for (var round = collected.Rounds; round < Rounds; round++)
            {
                collected.Append(round);
            }

            Assert.Equal(All.SelectMany(c => Enumerable.Repeat(Reward(c.Round, c.Slot), Rows)), buffer.ToChunk().Rewards);
            Assert.Equal([100 * (Rounds - 1), 100 * (Rounds - 1) + 1, 100 * (Rounds - 1) + 2], collected.Ends.Select(end => (int)end!.Step));
        });

    [Fact]
    public void Rounds_before_the_first_that_counts_leave_no_trace() => Generators.ForAll(
        from order in Gen.Shuffle(All)
        from firstRound in Gen.Choose(1, Rounds)
        select (order, firstRound),
        drawn =>
        {
            var buffer = new ReplayBuffer(100, 1, 1);
            var collected = new CollectedRounds(buffer, Slots, drawn.firstRound);
            foreach (var (round, slot) in drawn.order)
            {
                collected.Add(Chunk(round, slot, Reward(round, slot)));
            }

            for (var round = drawn.firstRound; round < Rounds; round++)
            {
                collected.Append(round);
            }

            Assert.Equal(
                All.Where(c => c.Round >= drawn.firstRound).SelectMany(c => Enumerable.Repeat(Reward(c.Round, c.Slot), Rows)), buffer.ToChunk().Rewards);
        });

    [Fact]
    public void A_round_is_appended_in_its_turn_and_complete()
    {
        var collected = new CollectedRounds(new ReplayBuffer(100, 1, 1), Slots);
        foreach (var (round, slot) in All[..^1])
        {
            collected.Add(Chunk(round, slot, 0));
        }

        Assert.Throws<InvalidDataException>(() => collected.Append(1));
        collected.Append(0);
        Assert.Throws<InvalidDataException>(() => collected.Append(0));
        collected.Append(1);
        collected.Append(2);
        Assert.Equal([2u], collected.Missing(3));
        Assert.Throws<InvalidDataException>(() => collected.Append(3));
    }

    [Fact]
    public void A_dataset_with_a_gap_is_refused()
    {
        var collected = new CollectedRounds(new ReplayBuffer(100, 1, 1), Slots);
        collected.Add(Chunk(ChunkStored.OfflineRound, 0, 1));
        var refused = Assert.Throws<InvalidDataException>(() => collected.Add(Chunk(ChunkStored.OfflineRound, 2, 1)));
        Assert.Equal("chunk 3 of the dataset stands where chunk 2 should", refused.Message);
    }

    private static float Reward(int round, uint slot) => 10 * round + slot + 1;

    private static ChunkStored Chunk(int round, uint slot, float reward)
    {
        var chunk = TransitionChunk.Allocate(Rows, 1, 1);
        Array.Fill(chunk.Rewards, reward);
        return new ChunkStored(round, slot, chunk, SlotState.Start(slot) with { Step = (uint)(100 * Math.Max(0, round)) + slot }, []);
    }
}
