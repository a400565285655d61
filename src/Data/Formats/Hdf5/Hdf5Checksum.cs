using System.Buffers.Binary;
using System.Numerics;

namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>Checksum of HDF5's newer structures: Jenkins' lookup3. PureHDF does not look at it.</summary>
internal static class Hdf5Checksum
{
    /// <summary>Compares the last four bytes of a structure with the sum of those before.</summary>
    /// <exception cref="Hdf5Refusal">They differ.</exception>
    public static void Require(ReadOnlySpan<byte> structure)
    {
        if (structure.Length < sizeof(uint) || BinaryPrimitives.ReadUInt32LittleEndian(structure[^4..]) != Of(structure[..^4]))
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }
    }

    /// <summary>Finds where a structure ends whose length only its parent tells: where its sum is right.</summary>
    /// <param name="bytes">The structure and what follows.</param>
    /// <param name="shortest">Bytes before the sum at least.</param>
    /// <param name="step">By how many there may be more.</param>
    /// <exception cref="Hdf5Refusal">It ends nowhere.</exception>
    public static void RequireSomewhere(ReadOnlySpan<byte> bytes, int shortest, int step)
    {
        for (var length = shortest; length <= bytes.Length - sizeof(uint); length += step)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[length..]) == Of(bytes[..length]))
            {
                return;
            }
        }

        throw new Hdf5Refusal(Hdf5Refusal.Damaged);
    }

    private static uint Of(ReadOnlySpan<byte> data)
    {
        var a = 0xdeadbeef + (uint)data.Length;
        var (b, c) = (a, a);
        while (data.Length > 12)
        {
            Add(data, ref a, ref b, ref c);
            Mix(ref a, ref b, ref c);
            data = data[12..];
        }

        if (data.Length == 0)
        {
            return c;
        }

        Span<byte> rest = stackalloc byte[12];
        rest.Clear();
        data.CopyTo(rest);
        Add(rest, ref a, ref b, ref c);
        return Finish(a, b, c);
    }

    private static void Add(ReadOnlySpan<byte> data, ref uint a, ref uint b, ref uint c)
    {
        a += BinaryPrimitives.ReadUInt32LittleEndian(data);
        b += BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(data[8..]);
    }

    private static void Mix(ref uint a, ref uint b, ref uint c)
    {
        a = (a - c) ^ BitOperations.RotateLeft(c, 4);
        c += b;
        b = (b - a) ^ BitOperations.RotateLeft(a, 6);
        a += c;
        c = (c - b) ^ BitOperations.RotateLeft(b, 8);
        b += a;
        a = (a - c) ^ BitOperations.RotateLeft(c, 16);
        c += b;
        b = (b - a) ^ BitOperations.RotateLeft(a, 19);
        a += c;
        c = (c - b) ^ BitOperations.RotateLeft(b, 4);
        b += a;
    }

    private static uint Finish(uint a, uint b, uint c)
    {
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        return (c ^ b) - BitOperations.RotateLeft(b, 24);
    }
}
