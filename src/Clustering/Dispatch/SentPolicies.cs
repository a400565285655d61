using AwacAkka.Clustering.Wire;

namespace AwacAkka.Clustering.Dispatch;

/// <summary>The newest policies that a node was sent; it keeps as many.</summary>
internal sealed class SentPolicies
{
    private const int Kept = 4;
    private readonly LinkedList<PolicyBlob> kept = new();

    /// <summary>Notes that a job with this policy goes to the node; true where the policy must go before it.</summary>
    public bool Add(PolicyBlob policy)
    {
        var isNew = !kept.Remove(policy);
        kept.AddFirst(policy);
        if (kept.Count > Kept)
        {
            kept.RemoveLast();
        }

        return isNew;
    }

    /// <summary>One of them; null where it is none.</summary>
    public PolicyBlob? Find(string digest) => kept.FirstOrDefault(policy => policy.Digest == digest);
}

/// <summary>A node does not work for a run.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Node">The node's address.</param>
/// <param name="Reason">Why, in half a sentence.</param>
public sealed record NodeRefused(string Run, string Node, string Reason);
