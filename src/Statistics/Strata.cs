namespace AwacAkka.Statistics;

/// <summary>What the runs of one method came to, by task: the strata of a stratified bootstrap. The order within a task is that of the seeds.</summary>
public sealed record Strata
{
    /// <summary>Takes the figures in.</summary>
    /// <param name="tasks">Per task, a figure per run.</param>
    /// <exception cref="ArgumentException">There is no task, a task has no run, or a figure is not finite.</exception>
    public Strata(IReadOnlyList<IReadOnlyList<double>> tasks)
    {
        if (tasks.Count == 0 || tasks.Any(runs => runs.Count == 0))
        {
            throw new ArgumentException("each of one or more tasks needs a run", nameof(tasks));
        }

        if (tasks.Any(runs => runs.Any(figure => !double.IsFinite(figure))))
        {
            throw new ArgumentException("a figure is not finite", nameof(tasks));
        }

        Tasks = [.. tasks.Select(runs => runs.ToArray())];
    }

    /// <summary>Per task, a figure per run.</summary>
    public IReadOnlyList<double[]> Tasks { get; }

    /// <summary>The strata of one task.</summary>
    public static Strata Of(params double[] runs) => new([runs]);

    /// <summary>The differences from another method's runs of the same tasks and seeds.</summary>
    /// <exception cref="ArgumentException">The other has other tasks or numbers of runs.</exception>
    public Strata Minus(Strata other) => Tasks.Select(runs => runs.Length).SequenceEqual(other.Tasks.Select(runs => runs.Length))
        ? new([.. Tasks.Zip(other.Tasks, (mine, theirs) => mine.Zip(theirs, (x, y) => x - y).ToArray())])
        : throw new ArgumentException("runs that are to be paired must be of the same tasks and seeds", nameof(other));
}
