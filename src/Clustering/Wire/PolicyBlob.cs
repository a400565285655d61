using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using AwacAkka.Policies;

namespace AwacAkka.Clustering.Wire;

/// <summary>A policy as it goes over the network: its bytes, addressed by their digest.</summary>
/// <param name="Digest">SHA-256 of the bytes, 64 hexadecimal digits.</param>
/// <param name="Parts">The bytes.</param>
public sealed record PolicyBlob(string Digest, IReadOnlyList<BlobPart> Parts)
{
    private static readonly ConditionalWeakTable<PolicySnapshot, PolicyBlob> Known = [];

    /// <summary>The digest of a policy's bytes.</summary>
    public static string DigestOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>A policy's bytes; made once for each policy.</summary>
    public static PolicyBlob Of(PolicySnapshot policy) => Known.GetValue(policy, static p =>
    {
        var bytes = p.ToSafetensors();
        return new PolicyBlob(DigestOf(bytes), BlobPart.Split(bytes));
    });
}
