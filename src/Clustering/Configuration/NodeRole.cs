namespace AwacAkka.Clustering.Configuration;

/// <summary>What a node does; one node may do both.</summary>
public static class NodeRole
{
    /// <summary>It has runs: their learners, their replay buffers and their decisions.</summary>
    public const string Learner = "learner";

    /// <summary>It runs environments.</summary>
    public const string Rollout = "rollout";

    /// <summary>Both, in the order in which they are told.</summary>
    public static IReadOnlyList<string> All { get; } = [Learner, Rollout];
}
