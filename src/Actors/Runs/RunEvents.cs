namespace AwacAkka.Actors.Runs;

/// <summary>Which part of a run a round belongs to.</summary>
public enum RunPhase
{
    /// <summary>Updates on the dataset alone.</summary>
    Offline,

    /// <summary>Collecting experience and training on all of it.</summary>
    Online,
}

/// <summary>
/// What a run remembers: the events of <see cref="RunActor"/>. They are its journal, its progress reports and the rows of its metrics.
/// </summary>
public abstract record RunEvent;

/// <summary>The run's identity: result and digest are a function of configuration, dataset and seed alone.</summary>
/// <param name="Configuration">The resolved configuration as canonical HOCON.</param>
/// <param name="DatasetHash">Content hash of the dataset; empty without one.</param>
/// <param name="DatasetReturn">Mean return of the dataset's complete episodes, if it has any.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Fingerprint">CPU and BLAS that the learner's bits depend on.</param>
/// <param name="Version">Version of the program.</param>
public sealed record RunStarted(
    string Configuration, string DatasetHash, double? DatasetReturn, ulong Seed, string Fingerprint, string Version) : RunEvent;

/// <summary>The dataset stands in the replay buffer.</summary>
/// <param name="Transitions">How many transitions.</param>
public sealed record Seeded(int Transitions) : RunEvent;

/// <summary>An online round is being collected.</summary>
/// <param name="Round">Number, from 0.</param>
/// <param name="PolicyVersion">Trained online rounds behind the policy that collects it.</param>
/// <param name="RandomActions">Whether actions are uniformly random instead.</param>
public sealed record RoundOpened(int Round, int PolicyVersion, bool RandomActions) : RunEvent;

/// <summary>A round has been trained on.</summary>
/// <param name="Phase">Offline or online.</param>
/// <param name="Round">Number within the phase, from 0.</param>
/// <param name="Updates">Updates of the run so far.</param>
/// <param name="Steps">Environment steps of the run so far.</param>
/// <param name="Transitions">Transitions that were trained on.</param>
/// <param name="Digest">SHA-256 of the training state, 64 hexadecimal digits.</param>
/// <param name="Metrics">Means over the round's updates, by name.</param>
/// <param name="EpisodeReturns">Returns of training episodes that ended in the round.</param>
/// <param name="Seconds">Time that the updates took.</param>
/// <param name="CollectSeconds">Time that the rollouts took, summed over the slots.</param>
public sealed record RoundTrained(
    RunPhase Phase, int Round, long Updates, long Steps, int Transitions, string Digest,
    IReadOnlyDictionary<string, float> Metrics, IReadOnlyList<double> EpisodeReturns,
    double Seconds, double CollectSeconds) : RunEvent;

/// <summary>The policy was judged by episodes with its mean action.</summary>
/// <param name="Phase">Phase whose last round the policy comes from.</param>
/// <param name="Updates">Updates behind the policy.</param>
/// <param name="Steps">Environment steps behind the policy.</param>
/// <param name="Returns">Return of each episode.</param>
public sealed record Evaluated(RunPhase Phase, long Updates, long Steps, IReadOnlyList<double> Returns) : RunEvent
{
    /// <summary>Mean of the returns.</summary>
    public double MeanReturn => Returns.Average();
}

/// <summary>A stream failed too often at one slot and begins anew with a fresh sub-seed.</summary>
/// <param name="Round">The round.</param>
/// <param name="Slot">The stream.</param>
/// <param name="Reason">The last failure.</param>
public sealed record SlotQuarantined(int Round, uint Slot, string Reason) : RunEvent;

/// <summary>The run is complete.</summary>
/// <param name="Digest">SHA-256 of the final training state.</param>
/// <param name="DatasetReturn">Mean return of the data, if any.</param>
/// <param name="OfflineReturn">Mean evaluation return after the offline phase, if there was one.</param>
/// <param name="OnlineReturn">Mean evaluation return at the end of the online phase, if there was one.</param>
public sealed record Finished(string Digest, double? DatasetReturn, double? OfflineReturn, double? OnlineReturn) : RunEvent;
