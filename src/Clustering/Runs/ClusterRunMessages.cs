using AwacAkka.Actors;
using AwacAkka.Actors.Records;
using AwacAkka.Clustering.Storage;
using AwacAkka.Clustering.Wire;

namespace AwacAkka.Clustering.Runs;

/// <summary>The run shall end here, as it goes on elsewhere or the node stops; nothing is lost, since all that has happened is in the journal.</summary>
internal sealed record LeaveNode;

/// <summary>What the database says of a run.</summary>
/// <param name="Run">The run.</param>
internal sealed record RunRead(ClusteredRun Run);

/// <summary>What the list of runs says of a run that is under way.</summary>
/// <param name="Run">The run.</param>
internal sealed record RunListed(CataloguedRun Run);

/// <summary>The list of runs could not be read.</summary>
/// <param name="Reason">Why.</param>
internal sealed record RunNotListed(Exception Reason);

/// <summary>The run is this node's, and can go on.</summary>
/// <param name="Spec">What it is a function of, and how it goes on.</param>
/// <param name="Store">Where it is kept.</param>
/// <param name="Arithmetic">What rollouts computed where it was begun.</param>
internal sealed record RunTaken(RunSpec Spec, PostgresRunStore Store, RolloutArithmetic Arithmetic);

/// <summary>The run is complete.</summary>
/// <param name="Finished">Its last event.</param>
internal sealed record RunCompleted(Finished Finished);

/// <summary>The run, or a look at it, has failed.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Hold">The run as it was looked at; null where it was not found, or was taken before.</param>
internal sealed record RunFaulted(Exception Reason, RunHold? Hold = null);

/// <summary>What the database is told of a run has been told.</summary>
internal sealed record RunNoted;

/// <summary>The run has come a round further: what interrupted it before is over.</summary>
internal sealed record RunProgressed;

/// <summary>A run that was interrupted is looked at again.</summary>
internal sealed record PatienceOver;
