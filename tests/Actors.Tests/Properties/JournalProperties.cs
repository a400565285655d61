using System.Runtime.InteropServices;
using AwacAkka.Actors.Journal;
using AwacAkka.Collecting;
using FsCheck;
using FsCheck.Fluent;

namespace AwacAkka.Actors.Tests.Properties;

/// <summary>What is written to the journal is what is read, to the bit.</summary>
public sealed class JournalProperties
{
    [Fact]
    public void Any_chunk_reads_back_as_it_was_written() => Generators.ForAll(Generators.Stored, stored =>
    {
        var copy = ChunkCodec.Decode(ChunkCodec.Encode(stored));
        var (chunk, read) = (stored.Chunk, copy.Chunk);
        Assert.Equal((stored.Round, stored.Slot), (copy.Round, copy.Slot));
        Assert.Equal((chunk.ObservationDimension, chunk.ActionDimension), (read.ObservationDimension, read.ActionDimension));
        Assert.Equal(Bits(chunk.Observations), Bits(read.Observations));
        Assert.Equal(Bits(chunk.Actions), Bits(read.Actions));
        Assert.Equal(Bits(chunk.Rewards), Bits(read.Rewards));
        Assert.Equal(Bits(chunk.NextObservations), Bits(read.NextObservations));
        Assert.Equal(chunk.Terminals, read.Terminals);
        Assert.Equal(chunk.Timeouts, read.Timeouts);
        Assert.Equal(stored.Episodes.Select(Bits), copy.Episodes.Select(Bits));
        Assert.Equal(stored.End?.ToBytes(), copy.End?.ToBytes());
    });

    [Fact]
    public void Any_slot_state_reads_back_as_it_was_written() => Generators.ForAll(Generators.SlotStates, state =>
    {
        var copy = SlotState.FromBytes(state.ToBytes());
        Assert.Equal(
            (state.Slot, state.Generation, state.Step, state.Episode, state.EpisodeLength),
            (copy.Slot, copy.Generation, copy.Step, copy.Episode, copy.EpisodeLength));
        Assert.Equal(BitConverter.DoubleToInt64Bits(state.EpisodeReturn), BitConverter.DoubleToInt64Bits(copy.EpisodeReturn));
        Assert.Equal(state.Environment, copy.Environment);
    });

    [Fact]
    public void No_part_of_a_slot_state_reads_as_a_whole() => Generators.ForAll(Generators.SlotStates, state =>
    {
        var bytes = state.ToBytes();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => SlotState.FromBytes(bytes.AsSpan(0, length)));
        }
    });

    [Fact]
    public void A_bit_turned_or_an_end_cut_off_anywhere_in_a_chunk_is_found() => Generators.ForAll(
        from stored in Generators.Stored
        from place in Gen.Choose(0, int.MaxValue)
        select (Bytes: ChunkCodec.Encode(stored), place),
        chunk =>
        {
            var at = chunk.place % chunk.Bytes.Length;
            Assert.Throws<InvalidDataException>(() => ChunkCodec.Decode(chunk.Bytes[..at]));
            chunk.Bytes[at] ^= (byte)(1 << (chunk.place / chunk.Bytes.Length % 8));
            Assert.Throws<InvalidDataException>(() => ChunkCodec.Decode(chunk.Bytes));
        });

    private static int[] Bits(float[] column) => MemoryMarshal.Cast<float, int>(column).ToArray();

    private static (long, int) Bits(EpisodeSummary episode) => (BitConverter.DoubleToInt64Bits(episode.Return), episode.Length);
}
