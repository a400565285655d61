using System.Security.Cryptography;

namespace AwacAkka.Actors.Journal;

/// <summary>Bytes with the SHA-256 of themselves behind them, so that a torn or flipped event is found before anything is done with it.</summary>
internal static class SealedBytes
{
    /// <summary>Writes the checksum over the last 32 bytes, which the writer has left for it.</summary>
    /// <returns>The bytes.</returns>
    public static byte[] Seal(byte[] bytes)
    {
        var length = bytes.Length - SHA256.HashSizeInBytes;
        SHA256.HashData(bytes.AsSpan(0, length), bytes.AsSpan(length));
        return bytes;
    }

    /// <summary>Writes bytes behind their length.</summary>
    public static void WritePart(this BinaryWriter writer, byte[] part)
    {
        writer.Write(part.Length);
        writer.Write(part);
    }

    /// <summary>Reads bytes behind their length.</summary>
    public static byte[] ReadPart(this BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());

    /// <summary>The bytes without their checksum.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="what">What they are, for the error message.</param>
    /// <exception cref="InvalidDataException">They are not those that were written.</exception>
    public static MemoryStream Open(byte[] bytes, string what)
    {
        var length = bytes.Length - SHA256.HashSizeInBytes;
        return length >= 0 && SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length))
            ? new MemoryStream(bytes, 0, length)
            : throw new InvalidDataException($"{what} does not have the checksum that it was written with");
    }
}
