using Microsoft.Win32.SafeHandles;

namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>The first bytes of an HDF5 file: how long its numbers are and where it ends.</summary>
internal sealed class Hdf5Superblock
{
    private const int LongestPreamble = 1 << 20;
    private const int BeingWritten = 1;
    private const int NewestVersion = 3;
    private readonly int baseAddressAt;

    /// <summary>Reads it.</summary>
    /// <exception cref="Hdf5Refusal">It is damaged, or says that the file goes on where it ends.</exception>
    public Hdf5Superblock(Hdf5Source source)
    {
        var version = (int)source.NumberAt(8, 1);
        var sizesAt = version < 2 ? 13 : 9;
        OffsetBytes = (int)source.NumberAt(sizesAt, 1);
        LengthBytes = (int)source.NumberAt(sizesAt + 1, 1);
        baseAddressAt = version switch { 0 => 24, 1 => 28, _ => 12 };
        if (version > NewestVersion || OffsetBytes is not (2 or 4 or 8) || LengthBytes is not (2 or 4 or 8))
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }

        if (version >= 2)
        {
            var whole = source.BytesAt(0, 12 + 4 * OffsetBytes + 4);
            Hdf5Checksum.Require(whole);
        }

        var baseAddress = source.NumberAt(baseAddressAt, OffsetBytes);
        var end = source.NumberAt(baseAddressAt + 2 * OffsetBytes, OffsetBytes);
        if (end - Math.Min(baseAddress, end) > source.Length || (version == NewestVersion && (source.NumberAt(11, 1) & BeingWritten) != 0))
        {
            throw new Hdf5Refusal(Hdf5Refusal.Damaged);
        }
    }

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <summary>Bytes of an address.</summary>
    public int OffsetBytes { get; }

    /// <summary>Bytes of a length.</summary>
    public int LengthBytes { get; }

    /// <summary>Where the format begins: a foreign preamble of 512, 1024, 2048 ... bytes may precede it.</summary>
    /// <exception cref="Hdf5Refusal">Nowhere.</exception>
    public static long Find(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[Signature.Length];
        for (long at = 0; at <= LongestPreamble; at = at == 0 ? 512 : 2 * at)
        {
            if (RandomAccess.Read(file, bytes, at) == bytes.Length && bytes.SequenceEqual(Signature))
            {
                return at;
            }
        }

        throw new Hdf5Refusal(Hdf5Refusal.Damaged);
    }

    /// <summary>Addresses count from the signature on, whatever the file says: a preamble may have been put there later. So PureHDF reads zero.</summary>
    public void HideBaseAddress(long at, Span<byte> bytes)
    {
        for (var i = Math.Max(at, baseAddressAt); i < Math.Min(at + bytes.Length, baseAddressAt + OffsetBytes); i++)
        {
            bytes[(int)(i - at)] = 0;
        }
    }
}
