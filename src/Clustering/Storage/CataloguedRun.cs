using AwacAkka.Actors;

namespace AwacAkka.Clustering.Storage;

/// <summary>What is wanted of a run.</summary>
public enum WantedState
{
    /// <summary>It shall go on until it is complete.</summary>
    Running,

    /// <summary>It shall do nothing.</summary>
    Stopped,
}

/// <summary>What a run was last seen to be.</summary>
public enum SeenState
{
    /// <summary>No node has begun it, or it was stopped.</summary>
    Queued,

    /// <summary>A node has it, or had it when it died.</summary>
    Running,

    /// <summary>It is complete.</summary>
    Finished,

    /// <summary>It cannot go on.</summary>
    Failed,
}

/// <summary>A run that a cluster is to have.</summary>
/// <param name="Name">Its name; see <see cref="RunName"/>.</param>
/// <param name="Spec">What it is a function of.</param>
public sealed record SubmittedRun(string Name, RunSpec Spec);

/// <summary>A run that a cluster has.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Configuration">Its configuration as canonical HOCON: that which is wanted, which a run that goes on takes up as an extension.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="DatasetHash">Content hash of its dataset; null without.</param>
/// <param name="DataReturn">
/// Mean return of the data's complete episodes as they were logged, null where there are none: the run's and not the dataset's, since logs that differ in
/// rows without a successor come to the same transitions.
/// </param>
/// <param name="Submitted">When it was submitted.</param>
/// <param name="Wanted">What is wanted of it.</param>
/// <param name="Seen">What it was last seen to be.</param>
/// <param name="Outcome">The digest of a finished run, the sentence of a failed one; null otherwise.</param>
/// <param name="Submission">What tells it from other runs that have had its name.</param>
/// <param name="Incarnation">How often it has been taken.</param>
public sealed record CataloguedRun(
    string Name, string Configuration, ulong Seed, string? DatasetHash, double? DataReturn, DateTimeOffset Submitted, WantedState Wanted, SeenState Seen,
    string? Outcome, Guid Submission, long Incarnation)
{
    /// <summary>What its journal and its checkpoints stand under.</summary>
    public RunIdentity Identity => new(Name, Submission);

    /// <summary>The run as it was when it was read.</summary>
    public RunHold Hold => new(Identity, Incarnation);
}
