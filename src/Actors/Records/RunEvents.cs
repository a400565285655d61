using AwacAkka.Collecting;

namespace AwacAkka.Actors.Records;

/// <summary>
/// What a run remembers: the events of <c>RunActor</c>. They are its journal, its progress reports and the rows of its metrics.
/// </summary>
public abstract record RunEvent : IRunNews;

/// <summary>The run's identity: result and digest are a function of configuration, dataset and seed alone.</summary>
/// <param name="Configuration">The resolved configuration as canonical HOCON.</param>
/// <param name="DatasetHash">Content hash of the dataset; empty without one.</param>
/// <param name="DatasetReturn">Mean return of the dataset's complete episodes, if it has any.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Fingerprint">CPU and BLAS that the learner's bits depend on.</param>
/// <param name="Version">Version of the program.</param>
public sealed record RunStarted(
    string Configuration, string DatasetHash, double? DatasetReturn, ulong Seed, string Fingerprint, string Version) : RunEvent;

/// <summary>
/// The run does not begin at the beginning but where another run stood: that run's transitions, training state and streams are in this journal,
/// and that run is not needed again.
/// </summary>
/// <param name="Source">Name of the other run's folder.</param>
/// <param name="SourceConfiguration">SHA-256 of its configuration.</param>
/// <param name="SourceSeed">Its seed.</param>
/// <param name="Round">Its online rounds behind the state; the first round here has this number.</param>
/// <param name="Updates">Updates behind the state.</param>
/// <param name="Steps">Environment steps behind the state.</param>
/// <param name="Appended">Transitions that count as having gone into the buffer, of which <see cref="Seeded"/> says how many it holds.</param>
/// <param name="Digest">SHA-256 of the training state.</param>
/// <param name="Changes">What is other in this run's configuration, a sentence per key.</param>
/// <param name="Dataset">How many of <paramref name="Appended"/>, the first, are the dataset's; null in what earlier versions wrote.</param>
public sealed record RunForked(
    string Source, string SourceConfiguration, ulong SourceSeed, int Round, long Updates, long Steps, long Appended, string Digest,
    IReadOnlyList<string> Changes, long? Dataset = null) : RunEvent;

/// <summary>
/// The run goes on with another configuration, with which all rounds that are recorded would have been the same: longer, or in another way of
/// execution. What follows is as if it had been so from the start.
/// </summary>
/// <param name="Configuration">The whole configuration from here on, as canonical HOCON.</param>
/// <param name="Changes">What is other than before, a sentence per key.</param>
/// <param name="Version">Version of the program.</param>
public sealed record RunExtended(string Configuration, IReadOnlyList<string> Changes, string Version) : RunEvent;

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
/// <param name="Metrics">Means over the round's updates by name, in the learner's order; zeros where there was none.</param>
/// <param name="Episodes">Rollout episodes that ended in the round.</param>
/// <param name="Seconds">Time that the updates took.</param>
/// <param name="CollectSeconds">Time that the rollouts took, summed over the slots.</param>
public sealed record RoundTrained(
    RunPhase Phase, int Round, long Updates, long Steps, int Transitions, string Digest,
    IReadOnlyList<KeyValuePair<string, float>> Metrics, IReadOnlyList<EpisodeSummary> Episodes,
    double Seconds, double CollectSeconds) : RunEvent;

/// <summary>The policy was judged by episodes with its mean action.</summary>
/// <param name="Phase">Phase of the round.</param>
/// <param name="Round">The round after whose training the policy was judged.</param>
/// <param name="Episodes">The episodes.</param>
public sealed record Evaluated(RunPhase Phase, int Round, IReadOnlyList<EpisodeSummary> Episodes) : RunEvent, IRunAnswer;

/// <summary>A stream failed too often at one slot and begins anew with a fresh sub-seed.</summary>
/// <param name="Round">The round.</param>
/// <param name="Slot">The stream.</param>
/// <param name="Reason">The last failure.</param>
public sealed record SlotQuarantined(int Round, uint Slot, string Reason) : RunEvent, IRunAnswer;

/// <summary>
/// Transitions that the replay buffer has overwritten, and that no recovery needs, leave the journal. Written before they do.
/// </summary>
/// <param name="FirstRound">First online round whose transitions stay; the dataset and all rounds before it go.</param>
/// <param name="Appended">Transitions that went into the buffer before that round.</param>
/// <param name="Checkpoint">Online round after which recovery begins at the earliest.</param>
public sealed record ReplayPruned(int FirstRound, long Appended, int Checkpoint) : RunEvent;

/// <summary>The run is complete.</summary>
/// <param name="Digest">SHA-256 of the final training state.</param>
/// <param name="AfterOffline">The last evaluation of the offline phase; null without such a phase.</param>
/// <param name="AfterOnline">The last evaluation of the online phase; null without such a phase.</param>
public sealed record Finished(string Digest, EvaluationSummary? AfterOffline, EvaluationSummary? AfterOnline) : RunEvent;
