using System.Buffers.Binary;
using AwacAkka.Actors.Rollouts;

namespace AwacAkka.Actors.Processes;

/// <summary>What a frame says.</summary>
internal enum FrameKind : byte
{
    /// <summary>To the worker, first: what its rollouts depend on.</summary>
    Hello = 1,

    /// <summary>To the worker: the policy from here on; empty for uniformly random actions.</summary>
    Policy = 2,

    /// <summary>To the worker: a slot to run.</summary>
    RunSlot = 3,

    /// <summary>To the worker: an episode to go on with.</summary>
    RunEpisode = 4,

    /// <summary>From the worker, after the greeting: its environment is made.</summary>
    Ready = 16,

    /// <summary>From the worker, from time to time while it makes its environment or runs something: the call that it is in, and since when.</summary>
    Alive = 17,

    /// <summary>From the worker: what the slot yielded.</summary>
    SlotDone = 18,

    /// <summary>From the worker: where the episode stands.</summary>
    EpisodeDone = 19,

    /// <summary>From the worker: what it ran has failed, and it has a new environment now.</summary>
    Failed = 20,

    /// <summary>From the worker, its last words: why it cannot work.</summary>
    Refused = 21,
}

/// <summary>A message between a run and one of its worker processes.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="Payload">As <see cref="WorkerCodec"/> writes it.</param>
internal readonly record struct Frame(FrameKind Kind, byte[] Payload);

/// <summary>Frames over a pair of pipes: length of the payload (4 bytes, little-endian), kind (1 byte), payload.</summary>
/// <param name="input">Read by one thread at a time.</param>
/// <param name="output">Written by any.</param>
internal sealed class FrameChannel(Stream input, Stream output)
{
    private const int HeaderBytes = 5;
    private const int MaxPayload = 1 << 30;
    private readonly Lock writing = new();

    /// <summary>Writes a frame.</summary>
    /// <exception cref="IOException">Nobody reads any more.</exception>
    public void Write(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteInt32LittleEndian(header, payload.Length);
        header[^1] = (byte)kind;
        lock (writing)
        {
            output.Write(header);
            output.Write(payload);
            output.Flush();
        }
    }

    /// <summary>Waits for the next frame; null when the other side is gone, also in the middle of a frame.</summary>
    /// <exception cref="InvalidDataException">The other side writes something else.</exception>
    public Frame? Read()
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (input.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        var kind = (FrameKind)header[^1];
        if (length is < 0 or > MaxPayload || !Enum.IsDefined(kind))
        {
            throw new InvalidDataException("what came is no frame");
        }

        var payload = new byte[length];
        return input.ReadAtLeast(payload, length, throwOnEndOfStream: false) == length ? new Frame(kind, payload) : null;
    }
}
