using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Journal;

/// <summary>
/// A chunk as bytes, little-endian: round, slot, dimensions, count, the columns as they lie in memory, episodes, the stream's end,
/// and behind them the SHA-256 of all that, so that a torn or flipped chunk is found before anything is trained on it.
/// </summary>
public static class ChunkCodec
{
    /// <summary>Encodes a chunk.</summary>
    public static byte[] Encode(ChunkStored stored)
    {
        var chunk = stored.Chunk;
        var end = stored.End?.ToBytes() ?? [];
        var bytes = new byte[Size(chunk, stored.Episodes.Count, end.Length)]; // of that size at once: a dataset has a thousand of them
        using var stream = new MemoryStream(bytes);
        using var writer = new BinaryWriter(stream);
        writer.Write(stored.Round);
        writer.Write(stored.Slot);
        writer.Write(chunk.ObservationDimension);
        writer.Write(chunk.ActionDimension);
        writer.Write(chunk.Count);
        foreach (var column in (ReadOnlySpan<float[]>)[chunk.Observations, chunk.Actions, chunk.Rewards, chunk.NextObservations])
        {
            writer.Write(MemoryMarshal.AsBytes(column.AsSpan()));
        }

        writer.Write(MemoryMarshal.AsBytes(chunk.Terminals.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(chunk.Timeouts.AsSpan()));
        writer.Write(stored.Episodes.Count);
        foreach (var episode in stored.Episodes)
        {
            writer.Write(episode.Return);
            writer.Write(episode.Length);
        }

        writer.WritePart(end);
        return SealedBytes.Seal(bytes);
    }

    /// <summary>Decodes a chunk.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those that were written.</exception>
    public static ChunkStored Decode(byte[] bytes)
    {
        using var reader = new BinaryReader(SealedBytes.Open(bytes, "a chunk of transitions"));
        var (round, slot) = (reader.ReadInt32(), reader.ReadUInt32());
        var (observations, actions, count) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var chunk = TransitionChunk.Allocate(count, observations, actions);
        foreach (var column in (ReadOnlySpan<float[]>)[chunk.Observations, chunk.Actions, chunk.Rewards, chunk.NextObservations])
        {
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(column.AsSpan()));
        }

        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(chunk.Terminals.AsSpan()));
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(chunk.Timeouts.AsSpan()));
        var episodes = new EpisodeSummary[reader.ReadInt32()];
        for (var i = 0; i < episodes.Length; i++)
        {
            episodes[i] = new EpisodeSummary(reader.ReadDouble(), reader.ReadInt32());
        }

        var end = reader.ReadPart();
        return new ChunkStored(round, slot, chunk, end.Length == 0 ? null : SlotState.FromBytes(end), episodes);
    }

    /// <summary>Bytes of an encoded chunk.</summary>
    private static int Size(TransitionChunk chunk, int episodes, int end)
    {
        const int Numbers = 7 * sizeof(int); // round, slot, two dimensions, and three counts
        const int Ends = 2 * sizeof(bool);
        var floats = 2 * chunk.ObservationDimension + chunk.ActionDimension + 1;
        return Numbers + chunk.Count * (floats * sizeof(float) + Ends) + episodes * (sizeof(double) + sizeof(int)) + end + SHA256.HashSizeInBytes;
    }
}
