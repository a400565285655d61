using Akka.Cluster;
using AwacAkka.Clustering.Configuration;

namespace AwacAkka.Clustering.Nodes;

/// <summary>Whether the members that were there before a node understand what it says.</summary>
internal static class NodeVersionCheck
{
    /// <summary>Compares the node's wire number with that of every older member; null where it is the same, or else the difference in a sentence.</summary>
    public static string? Refusal(Cluster cluster)
    {
        var self = cluster.SelfMember;
        var own = NodeVersion.Of(self);
        // One that is on its way out may be of the kind that this check refuses.
        var stays = cluster.State.Members.Where(other => other.Status is MemberStatus.Up or MemberStatus.WeaklyUp && other.IsOlderThan(self));
        if (stays.FirstOrDefault(other => NodeVersion.Of(other).Wire != own.Wire) is not { } member)
        {
            return null;
        }

        var theirs = NodeVersion.Of(member);
        return $"this program is of version {own.Program} and its messages between nodes have the number {own.Wire}, those of {member.Address} (version {theirs.Program}) "
            + $"have {theirs.Wire}: install here the version that the cluster has, or stop all of its nodes before the first of this version is started";
    }
}
