namespace AwacAkka.Learning.Data.Logs;

/// <summary>D4RL's names of a log's arrays.</summary>
internal static class LogKeys
{
    /// <summary>s.</summary>
    public const string Observations = "observations";

    /// <summary>a.</summary>
    public const string Actions = "actions";

    /// <summary>r.</summary>
    public const string Rewards = "rewards";

    /// <summary>Whether s' is terminal.</summary>
    public const string Terminals = "terminals";

    /// <summary>Whether the episode was cut after the row.</summary>
    public const string Timeouts = "timeouts";

    /// <summary>s'; may be absent.</summary>
    public const string NextObservations = "next_observations";

    /// <summary>All of them, with the key that rewards are read from.</summary>
    public static IReadOnlyList<string> All(string rewards) => [Observations, Actions, rewards, Terminals, Timeouts, NextObservations];
}
