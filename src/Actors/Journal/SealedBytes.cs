using System.Security.Cryptography;

namespace AwacAkka.Actors.Journal;

/// <summary>Bytes with the SHA-256 of themselves behind them, so that a torn or flipped event is found before anything is done with it.</summary>
internal static class SealedBytes
{
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
