using AwacAkka.Actors.Journal;
using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Tests;

public sealed class JournalTests
{
    [Fact]
    public void A_chunk_reads_back_as_it_was_written()
    {
        var stored = Chunk(FaultyPendulum.Register((step, result) => step == 30 ? result with { Terminated = true } : null));
        Assert.Equal([29], Rows(stored.Chunk.Terminals));
        Assert.Equal([229], Rows(stored.Chunk.Timeouts)); // the time limit of the episode behind
        var copy = ChunkCodec.Decode(ChunkCodec.Encode(stored));
        Assert.Equal((stored.Round, stored.Slot), (copy.Round, copy.Slot));
        Assert.Equal(stored.Chunk.Observations, copy.Chunk.Observations);
        Assert.Equal(stored.Chunk.Actions, copy.Chunk.Actions);
        Assert.Equal(stored.Chunk.Rewards, copy.Chunk.Rewards);
        Assert.Equal(stored.Chunk.NextObservations, copy.Chunk.NextObservations);
        Assert.Equal(stored.Chunk.Terminals, copy.Chunk.Terminals);
        Assert.Equal(stored.Chunk.Timeouts, copy.Chunk.Timeouts);
        Assert.Equal(stored.Episodes, copy.Episodes);
        Assert.Equal(stored.End!.ToBytes(), copy.End!.ToBytes());
    }

    [Fact]
    public void A_flipped_bit_or_a_missing_byte_anywhere_in_a_chunk_is_found()
    {
        var bytes = ChunkCodec.Encode(Chunk());
        for (var i = 0; i < bytes.Length; i += 97)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[i] ^= 4;
            Assert.Throws<InvalidDataException>(() => ChunkCodec.Decode(flipped));
            Assert.Throws<InvalidDataException>(() => ChunkCodec.Decode(bytes[..i]));
        }
    }

    [Fact]
    public void The_start_of_a_fork_reads_back_as_it_was_written_and_a_flipped_bit_in_it_is_found()
    {
        var state = new TrainingState("awac", 7, new Dictionary<string, StateTensor> { ["policy.0.bias"] = new([2], [1, float.Epsilon]) });
        var before = new PolicySnapshot(PolicyHead.Gaussian, true, new Dictionary<string, StateTensor> { ["std"] = new([1], [0.5f]) });
        var start = new ForkStart(state, before, [Chunk().End, null]);
        var bytes = JournalSerializer.Write(start);
        var copy = Assert.IsType<ForkStart>(JournalSerializer.Read(bytes, JournalSerializer.ManifestOf(start)));
        Assert.Equal(state.Digest(), copy.State.Digest());
        Assert.Equal(before.ToSafetensors(), copy.Before!.ToSafetensors());
        Assert.Equal(start.Ends[0]!.ToBytes(), copy.Ends[0]!.ToBytes());
        Assert.Equal((2, null), (copy.Ends.Count, copy.Ends[1]));
        for (var i = 0; i < bytes.Length; i += 7)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[i] ^= 4;
            Assert.Throws<InvalidDataException>(() => ForkStartCodec.Decode(flipped));
            Assert.Throws<InvalidDataException>(() => ForkStartCodec.Decode(bytes[..i]));
        }
    }

    [Fact]
    public void A_slot_run_in_two_parts_is_the_slot_run_at_once()
    {
        using var environment = PolicyEnvironment.Make("Pendulum-v1");
        var whole = new SlotRollout(environment, 3).Run(SlotState.Start(2), null, 450);
        using var other = PolicyEnvironment.Make("Pendulum-v1");
        var first = new SlotRollout(other, 3).Run(SlotState.Start(2), null, 333);
        using var third = PolicyEnvironment.Make("Pendulum-v1");
        var second = new SlotRollout(third, 3).Run(SlotState.FromBytes(first.End.ToBytes()), null, 117);
        Assert.Equal(whole.Chunk.Observations, first.Chunk.Observations.Concat(second.Chunk.Observations));
        Assert.Equal(whole.Episodes, [.. first.Episodes, .. second.Episodes]);
        Assert.Equal(whole.End.ToBytes(), second.End.ToBytes());
    }

    private static IEnumerable<int> Rows(bool[] column) => Enumerable.Range(0, column.Length).Where(row => column[row]);

    private static ChunkStored Chunk(string id = "Pendulum-v1")
    {
        using var environment = PolicyEnvironment.Make(id);
        var result = new SlotRollout(environment, 3).Run(SlotState.Start(2), null, 250);
        return new ChunkStored(4, 2, result.Chunk, result.End, result.Episodes);
    }
}
