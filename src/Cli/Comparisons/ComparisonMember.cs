using AwacAkka.Actors.Configuration;

namespace AwacAkka.Cli.Comparisons;

/// <summary>One of a comparison's runs.</summary>
/// <param name="Task">What it is trained on; empty where there is one task.</param>
/// <param name="Label">The entry that it is of.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Config">Its configuration.</param>
/// <param name="EvaluationSeed">The seed of the episodes that its policy is judged by.</param>
internal sealed record ComparisonMember(string Task, string Label, ulong Seed, RunConfig Config, ulong EvaluationSeed)
{
    /// <summary>Content hash of its data; null without, and where they were not looked at.</summary>
    public string? DatasetHash { get; init; }

    /// <summary>Its name, as people read it.</summary>
    public string Name => $"{Label}{(Task.Length > 0 ? $" on {Task}" : string.Empty)}, seed {Seed}";

    /// <summary>The path of its run within the comparison.</summary>
    public string Path => System.IO.Path.Combine("runs", Task, Label, $"seed{Seed}");
}
