namespace AwacAkka.Data.Logs;

/// <summary>D4RL's names of a log's arrays, and the other names under which the field stores the same.</summary>
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

    /// <summary>Whether the episode ends with the row, for whichever reason: what Gym called done. Read where a kind of end is absent.</summary>
    public const string Dones = "dones";

    /// <summary>Smallest value per action dimension; with <see cref="ActionHigh"/> what the file says of its units. May be absent.</summary>
    public const string ActionLow = "action_low";

    /// <summary>Largest value per action dimension; may be absent.</summary>
    public const string ActionHigh = "action_high";

    // Gymnasium's, Minari's and TorchRL's names, d3rlpy's, and the short ones of Stable-Baselines3 and imitation.
    private static readonly string[][] Names =
    [
        [Observations, "observation", "obs"],
        [Actions, "action", "acts"],
        [Terminals, "terminal", "terminations", "terminated"],
        [Timeouts, "timeout", "truncations", "truncated"],
        [NextObservations, "next_observation", "next_obs"],
        [Dones, "done", "episode_terminals"],
        [ActionLow],
        [ActionHigh],
    ];

    private static readonly string[] RewardNames = [Rewards, "reward", "rews"];

    /// <summary>Finds a log's arrays: D4RL's name and the file's own of each that is there.</summary>
    /// <param name="rewards">The key that rewards are read from; a key other than D4RL's has no second name.</param>
    /// <param name="observations">The arrays that make an observation, where these are not found by a name; successors are not looked for then.</param>
    /// <param name="isThere">Whether the file has an array of that name.</param>
    /// <exception cref="InvalidDataException">The file holds an array under two of its names.</exception>
    public static IReadOnlyDictionary<string, string> Find(string rewards, IReadOnlyList<string>? observations, Predicate<string> isThere)
    {
        var found = new Dictionary<string, string>();
        var wanted = Names.Where(names => observations is null || names[0] is not (Observations or NextObservations));
        foreach (var names in wanted.Append(rewards == Rewards ? RewardNames : [rewards]))
        {
            string[] there = [.. names.Where(name => isThere(name))];
            if (there.Length > 1)
            {
                throw new InvalidDataException($"'{there[0]}' and '{there[1]}' are two names of the same array; leave one in the file");
            }

            if (there.Length == 1)
            {
                found[names[0]] = there[0];
            }
        }

        // Where both kinds of ends are stored, a third array has nothing to add.
        if (found.ContainsKey(Terminals) && found.ContainsKey(Timeouts))
        {
            found.Remove(Dones);
        }

        return found;
    }
}
