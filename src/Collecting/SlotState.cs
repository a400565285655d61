using System.Buffers.Binary;

namespace AwacAkka.Collecting;

/// <summary>
/// Where one environment stream stands between rounds: all that its next steps depend on beside the policy and the run's seed.
/// </summary>
/// <param name="Slot">Number of the stream.</param>
/// <param name="Generation">How often the stream was restarted with a fresh sub-seed after its slot failed for good.</param>
/// <param name="Step">Steps taken so far.</param>
/// <param name="Episode">Episodes begun so far; 0 before the first reset.</param>
/// <param name="EpisodeReturn">Sum of rewards of the episode under way.</param>
/// <param name="EpisodeLength">Steps of the episode under way.</param>
/// <param name="Environment">The environment's complete state; empty before the first reset.</param>
public sealed record SlotState(
    uint Slot, uint Generation, uint Step, uint Episode, double EpisodeReturn, int EpisodeLength, byte[] Environment)
{
    private const int HeaderBytes = 28;
    private const int GenerationShift = 16;

    /// <summary>A stream before its first step.</summary>
    public static SlotState Start(uint slot) => new(slot, 0, 0, 0, 0, 0, []);

    /// <summary>The stream's part of every random address.</summary>
    public uint Address => Slot | (Generation << GenerationShift);

    /// <summary>The same stream begun anew with a fresh sub-seed.</summary>
    public SlotState Quarantined() => Start(Slot) with { Generation = Generation + 1 };

    /// <summary>The state as bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + 4 + Environment.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Slot);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Generation);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Step);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Episode);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(16), EpisodeReturn);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), EpisodeLength);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(HeaderBytes), Environment.Length);
        Environment.CopyTo(bytes, HeaderBytes + 4);
        return bytes;
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are incomplete.</exception>
    public static SlotState FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes + 4
            || BinaryPrimitives.ReadInt32LittleEndian(bytes[HeaderBytes..]) != bytes.Length - HeaderBytes - 4)
        {
            throw new InvalidDataException("the state of a slot is incomplete");
        }

        return new SlotState(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadDoubleLittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
            bytes[(HeaderBytes + 4)..].ToArray());
    }
}
