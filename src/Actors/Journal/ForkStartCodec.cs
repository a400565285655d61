using System.Security.Cryptography;
using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Journal;

/// <summary>
/// The start of a fork as bytes, little-endian: the training state and the policy before it as safetensors and the streams' states, each behind
/// its length, which is 0 for what is not there; and behind them the SHA-256 of all that.
/// </summary>
internal static class ForkStartCodec
{
    /// <summary>Encodes a start.</summary>
    public static byte[] Encode(ForkStart start)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.WritePart(start.State.ToSafetensors());
        writer.WritePart(start.Before?.ToSafetensors() ?? []);
        writer.Write(start.Ends.Count);
        foreach (var end in start.Ends)
        {
            writer.WritePart(end?.ToBytes() ?? []);
        }

        writer.Write(stackalloc byte[SHA256.HashSizeInBytes]);
        return SealedBytes.Seal(stream.ToArray());
    }

    /// <summary>Decodes a start.</summary>
    /// <exception cref="InvalidDataException">The bytes are not those that were written.</exception>
    public static ForkStart Decode(byte[] bytes)
    {
        using var reader = new BinaryReader(SealedBytes.Open(bytes, "the state that a fork starts from"));
        var state = TrainingState.FromSafetensors(reader.ReadPart());
        var policy = reader.ReadPart();
        var ends = new SlotState?[reader.ReadInt32()];
        for (var slot = 0; slot < ends.Length; slot++)
        {
            ends[slot] = reader.ReadPart() is { Length: > 0 } end ? SlotState.FromBytes(end) : null;
        }

        return new ForkStart(state, policy.Length > 0 ? PolicySnapshot.FromSafetensors(policy) : null, ends);
    }
}
