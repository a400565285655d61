namespace AwacAkka.Clustering.Storage;

/// <summary>
/// One submission of a run. A name is free again once its run is deleted, and a process that was frozen meanwhile may still write for the deleted run:
/// so all that is kept of a run stands under its submission, which no other run ever has.
/// </summary>
/// <param name="Name">The run's name.</param>
/// <param name="Submission">Drawn by the database when the run is submitted.</param>
public sealed record RunIdentity(string Name, Guid Submission)
{
    /// <summary>What something of the run is called in the journal and among the snapshots: for a persistent actor, its own name comes first.</summary>
    /// <param name="part">What of the run it is.</param>
    public string Id(string part) => $"{part}-{Name}-{Submission:N}";
}

/// <summary>A run as a process has taken it, or has read it: what it says of the run counts for as long as no other process has taken it since.</summary>
/// <param name="Run">The run.</param>
/// <param name="Incarnation">How often it had been taken.</param>
public sealed record RunHold(RunIdentity Run, long Incarnation);
