using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AwacAkka.Data.Files;

/// <summary>The hash that names a dataset's content: SHA-256 of its sizes, then of its columns as they lie in memory.</summary>
internal static class ContentHash
{
    /// <summary>Begins a hash; the columns follow in the order of <c>OfflineDataset.ContentHash</c>.</summary>
    public static IncrementalHash Begin(int count, int observationDimension, int actionDimension)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> sizes = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(sizes, count);
        BinaryPrimitives.WriteInt32LittleEndian(sizes[4..], observationDimension);
        BinaryPrimitives.WriteInt32LittleEndian(sizes[8..], actionDimension);
        hash.AppendData(sizes);
        return hash;
    }
}
