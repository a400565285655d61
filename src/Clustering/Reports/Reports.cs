using Akka.Actor;
using AwacAkka.Actors.Records;
using AwacAkka.Clustering.Dispatch;

namespace AwacAkka.Clustering.Reports;

/// <summary>A run goes on on this node.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Dispatch">Its dispatch.</param>
internal sealed record RunHere(string Run, IActorRef Dispatch);

/// <summary>The node has a part of the runs' shards.</summary>
/// <param name="Region">Who knows which.</param>
internal sealed record ShardsHere(IActorRef Region);

/// <summary>A run no longer goes on on this node.</summary>
/// <param name="Run">Its name.</param>
internal sealed record RunGone(string Run);

/// <summary>A run of this node waits for something that may pass; until it goes on, or is gone.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Reason">What it waits for, in a sentence.</param>
internal sealed record RunInterrupted(string Run, string Reason);

/// <summary>Something that a run tells those who watch it.</summary>
/// <param name="Run">Its name.</param>
/// <param name="News">What it tells.</param>
internal sealed record RunNewsOf(string Run, IRunNews News);

/// <summary>How a run gets on, as its node last told.</summary>
/// <param name="Node">The node.</param>
/// <param name="Phase">Offline or online.</param>
/// <param name="Round">Rounds of the phase so far.</param>
/// <param name="Updates">Updates so far.</param>
/// <param name="Steps">Environment steps so far.</param>
/// <param name="Return">Mean return of the last evaluation; null before there is one.</param>
/// <param name="UpdatesPerSecond">Of the last round's training; null where it made none.</param>
/// <param name="StepsPerSecond">Environment steps per second of the time since the run came to this node.</param>
/// <param name="Waiting">Share of that time that the learner did not train in: it waited for rollouts, or for the database.</param>
/// <param name="Digest">SHA-256 of the training state after the last round.</param>
/// <param name="Notices">The last sentences that a user should know.</param>
/// <param name="Dispatch">Its rollouts.</param>
/// <param name="SinceRound">Seconds since it trained its last round; null before it has trained one on this node.</param>
public sealed record RunReport(
    string Node, string Phase, int Round, long Updates, long Steps, double? Return, double? UpdatesPerSecond, double? StepsPerSecond, double Waiting,
    string Digest, IReadOnlyList<string> Notices, DispatchStatus? Dispatch, double? SinceRound = null);

/// <summary>How a learner node sees the cluster.</summary>
/// <param name="Members">All members: address, roles, status, and whether it can be reached.</param>
/// <param name="Runs">Names of the runs that go on here.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Shards">Shards that are here; null before that is known.</param>
public sealed record NodeReport(IReadOnlyList<MemberReport> Members, IReadOnlyList<string> Runs, string Version, int? Shards = null);

/// <summary>A member of the cluster.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Roles">What it does.</param>
/// <param name="Status">Where it is on its way in or out.</param>
/// <param name="IsReachable">Whether it can be reached.</param>
/// <param name="Version">Version of its program.</param>
public sealed record MemberReport(string Address, IReadOnlyList<string> Roles, string Status, bool IsReachable, string Version);
