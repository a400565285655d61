using System.Buffers.Binary;

namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>Numbers at places of a message.</summary>
/// <param name="bytes">The message.</param>
internal readonly ref struct Hdf5Fields(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>An unsigned number; more than a long holds is its largest value.</summary>
    /// <exception cref="Hdf5Refusal">The message ends before.</exception>
    public long Number(int at, int size)
    {
        if (at < 0 || at > bytes.Length - size)
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }

        Span<byte> number = stackalloc byte[sizeof(ulong)];
        number.Clear();
        bytes.Slice(at, size).CopyTo(number);
        return (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(number), long.MaxValue);
    }
}
