namespace AwacAkka.Clustering.Wire;

/// <summary>
/// A part of something that is too long for one message. Heartbeats share the connection with it and wait behind one part at most, so parts are
/// well below the frame size, and a sender has only a few on their way.
/// </summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Of">How many there are.</param>
/// <param name="Bytes">Its bytes.</param>
public sealed record BlobPart(int Number, int Of, byte[] Bytes)
{
    /// <summary>Most bytes of a part.</summary>
    public const int Size = 64 * 1024;

    /// <summary>Most parts: what is longer is refused where it comes in.</summary>
    public const int Most = 4096;

    /// <summary>The parts of something, in their order; one of no bytes where there are none.</summary>
    /// <exception cref="ArgumentException">It is too long.</exception>
    public static IReadOnlyList<BlobPart> Split(byte[] whole)
    {
        var count = Math.Max(1, (whole.Length + Size - 1) / Size);
        return count <= Most
            ? [.. Enumerable.Range(0, count).Select(i => new BlobPart(i, count, whole[(i * Size)..Math.Min(whole.Length, (i + 1) * Size)]))]
            : throw new ArgumentException($"{whole.Length} bytes are too many for a message of {Most} parts", nameof(whole));
    }
}

/// <summary>Puts parts together that come in their order, as those of one sender do. A first part begins anew: the sender has been asked again.</summary>
public sealed class BlobParts
{
    private readonly MemoryStream bytes = new();
    private int next;
    private int count;

    /// <summary>Takes a part in.</summary>
    /// <returns>The whole, with the last part; null before.</returns>
    public byte[]? Add(BlobPart part)
    {
        if (part.Number == 0)
        {
            bytes.SetLength(0);
            (next, count) = (0, part.Of);
        }

        if (part.Number != next || part.Of != count)
        {
            return null; // behind a part that was lost: the job is run again, or the policy asked for again
        }

        bytes.Write(part.Bytes);
        return ++next == count ? bytes.ToArray() : null;
    }
}
