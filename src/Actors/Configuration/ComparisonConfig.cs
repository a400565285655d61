namespace AwacAkka.Actors.Configuration;

/// <summary>What a comparison is of: entries by seeds, on one or more tasks. Read with <see cref="ComparisonConfigLoader"/>.</summary>
/// <param name="Name">Its name, which its folder has.</param>
/// <param name="Entries">What is compared, in the order of the tables; others are compared with the first.</param>
/// <param name="Seeds">The seeds that each is trained with.</param>
public sealed record ComparisonConfig(string Name, IReadOnlyList<ComparisonEntry> Entries, IReadOnlyList<ulong> Seeds)
{
    /// <summary>What each entry is trained on; one without a name where the file names none.</summary>
    public IReadOnlyList<ComparisonTask> Tasks { get; init; } = [new("", [])];

    /// <summary>Runs at a time.</summary>
    public int Parallel { get; init; } = Environment.ProcessorCount;

    /// <summary>Which of a run's policies is judged.</summary>
    public ComparedPolicy Policy { get; init; }

    /// <summary>What of the judgement is compared.</summary>
    public ComparisonMeasure Measure { get; init; }

    /// <summary>Episodes that a policy is judged by.</summary>
    public int Episodes { get; init; } = 100;

    /// <summary>Added to a run's seed, the seed of those episodes.</summary>
    public ulong EvaluationSeed { get; init; } = 1_000_000;

    /// <summary>Whether figures get intervals, which need two seeds or more.</summary>
    public bool HasIntervals { get; init; } = true;

    /// <summary>Resamples of the bootstrap.</summary>
    public int Resamples { get; init; } = 10_000;

    /// <summary>The file's text, as it was read.</summary>
    public string Text { get; init; } = string.Empty;
}

/// <summary>One of the things that are compared.</summary>
/// <param name="Label">Its name in tables.</param>
/// <param name="File">Full path of the scenario.</param>
/// <param name="Overrides">Assignments over it, such as <c>algorithm.name=sac</c>.</param>
public sealed record ComparisonEntry(string Label, string File, IReadOnlyList<string> Overrides);

/// <summary>Something that all entries are trained on.</summary>
/// <param name="Name">Its name; empty where there is only one.</param>
/// <param name="Overrides">Assignments over each entry's scenario, under the entry's own.</param>
public sealed record ComparisonTask(string Name, IReadOnlyList<string> Overrides);

/// <summary>Which of a run's policies is judged.</summary>
public enum ComparedPolicy
{
    /// <summary>The one that training ends with.</summary>
    Last,

    /// <summary>The one that the run's own evaluations, under the run's seed, judged best.</summary>
    Best,
}

/// <summary>What of a judgement is compared.</summary>
public enum ComparisonMeasure
{
    /// <summary>Success where all tasks know it, else the score where all have one, else the return.</summary>
    Auto,

    /// <summary>The mean return.</summary>
    Return,

    /// <summary>D4RL's normalised score.</summary>
    Score,

    /// <summary>Percent of episodes with more steps at the goal than the task asks for.</summary>
    Success,

    /// <summary>Percent of episodes with a step at the goal.</summary>
    SuccessAny,

    /// <summary>Percent of the steps at the goal.</summary>
    SuccessSteps,
}
