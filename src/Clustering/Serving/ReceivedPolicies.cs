using AwacAkka.Clustering.Wire;
using AwacAkka.Policies;

namespace AwacAkka.Clustering.Serving;

/// <summary>The newest policies that a run has sent, by digest. A round's policy and that of an evaluation under way are all that is needed at a time.</summary>
internal sealed class ReceivedPolicies
{
    private const int Kept = 4;
    private readonly Dictionary<string, BlobParts> arriving = [];
    private readonly LinkedList<(string Digest, PolicySnapshot Policy)> kept = new();

    /// <summary>Takes a part in; true with the last part of a policy.</summary>
    /// <exception cref="InvalidDataException">The policy is not the one of its digest.</exception>
    public bool Add(PolicyPart message)
    {
        if (!arriving.TryGetValue(message.Digest, out var parts))
        {
            arriving.Add(message.Digest, parts = new BlobParts());
        }

        if (parts.Add(message.Part) is not { } bytes)
        {
            return false;
        }

        arriving.Remove(message.Digest);
        if (PolicyBlob.DigestOf(bytes) != message.Digest)
        {
            throw new InvalidDataException("a policy that came over the network is not the one that was sent");
        }

        if (Find(message.Digest) is null)
        {
            kept.AddFirst((message.Digest, PolicySnapshot.FromSafetensors(bytes)));
            if (kept.Count > Kept)
            {
                kept.RemoveLast();
            }
        }

        return true;
    }

    /// <summary>The policy of that digest, the same object as long as it is kept; null where it is not here.</summary>
    public PolicySnapshot? Find(string digest)
    {
        for (var node = kept.First; node is not null; node = node.Next)
        {
            if (node.Value.Digest == digest)
            {
                kept.Remove(node);
                kept.AddFirst(node);
                return node.Value.Policy;
            }
        }

        return null;
    }
}
