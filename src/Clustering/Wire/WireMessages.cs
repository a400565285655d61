using AwacAkka.Actors.Configuration;
using AwacAkka.Environments.Faults;

namespace AwacAkka.Clustering.Wire;

/// <summary>A message between a run and a rollout node. All of them go over the network in <see cref="WireCodec"/>'s form.</summary>
public abstract record WireMessage;

/// <summary>What a node must know to work for a run.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Environment">Id of the environment.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Faults">How often calls fail on purpose.</param>
/// <param name="Isolation">What a failing environment can take with it.</param>
/// <param name="MaxFailures">Hangs in construction in a row after which a node gives up.</param>
/// <param name="StepTimeout">Longest time that one environment step, reset, saved or restored state may take.</param>
/// <param name="StartTimeout">Longest time that an environment may take to be made, and to be freed.</param>
/// <param name="Arithmetic">What a node must compute to the same bits.</param>
public sealed record RolloutTerms(
    string Run, string Environment, ulong Seed, FaultRates Faults, Isolation Isolation, int MaxFailures, TimeSpan StepTimeout, TimeSpan StartTimeout,
    RolloutArithmetic Arithmetic);

/// <summary>What rollouts compute, as a run recorded it and as a node finds it.</summary>
/// <param name="MuJoCo">Version of the installed MuJoCo; empty where there is none.</param>
/// <param name="Probe">SHA-256 of a short rollout of the environment, 64 hexadecimal digits: whatever differs in bits differs here.</param>
public sealed record RolloutArithmetic(string MuJoCo, string Probe)
{
    private const char Separator = ';';

    /// <summary>As a run's record has it.</summary>
    public override string ToString() => $"{MuJoCo}{Separator}{Probe}";

    /// <summary>Reads that back.</summary>
    public static RolloutArithmetic Of(string record) => record.Split(Separator) is [var library, var probe] ? new(library, probe) : new(string.Empty, record);

    /// <summary>What is other here than there, in half a sentence; null where the bits are the same.</summary>
    /// <param name="environment">Id of the environment.</param>
    /// <param name="begun">What the run was begun with.</param>
    public string? Difference(string environment, RolloutArithmetic begun) => Probe == begun.Probe ? null
        : MuJoCo == begun.MuJoCo ? $"{environment} computes other bits here than where the run was begun: another build of a library, or another kind of processor"
        : $"{environment} computes other bits here: MuJoCo is {Name(MuJoCo)}, the run was begun with {Name(begun.MuJoCo)}";

    private static string Name(string version) => version.Length > 0 ? version : "not installed";
}

/// <summary>From a run: it wants workers; answered by <see cref="WorkersOffered"/> or <see cref="WorkersRefused"/>.</summary>
/// <param name="Terms">What it asks of them.</param>
public sealed record WorkersWanted(RolloutTerms Terms) : WireMessage;

/// <summary>From a node: it works for the run. Told again when the number of runs that it works for changes.</summary>
/// <param name="Jobs">How many jobs of the run it takes at a time, those that wait included.</param>
public sealed record WorkersOffered(int Jobs) : WireMessage;

/// <summary>From a node: it cannot work for the run.</summary>
/// <param name="Reason">Why, in half a sentence.</param>
public sealed record WorkersRefused(string Reason) : WireMessage;

/// <summary>From a run: a part of a policy, before the first job that needs it.</summary>
/// <param name="Digest">SHA-256 of the whole policy's bytes.</param>
/// <param name="Part">The part.</param>
public sealed record PolicyPart(string Digest, BlobPart Part) : WireMessage;

/// <summary>From a node: it does not have a policy that a job needs.</summary>
/// <param name="Digest">The policy's.</param>
public sealed record PolicyWanted(string Digest) : WireMessage;

/// <summary>What a job is.</summary>
public enum JobKind : byte
{
    /// <summary>A slot of a round.</summary>
    Slot = 1,

    /// <summary>A stretch of an evaluation episode.</summary>
    Episode = 2,
}

/// <summary>From a run: something to run.</summary>
/// <param name="Job">Its number within the run.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Policy">Digest of the policy; empty for uniformly random actions.</param>
/// <param name="Order">The job itself, in the form in which worker processes get it.</param>
public sealed record RunJob(long Job, JobKind Kind, string Policy, byte[] Order) : WireMessage;

/// <summary>From a run: nobody waits for a job any more.</summary>
/// <param name="Job">The job.</param>
public sealed record CancelJob(long Job) : WireMessage;

/// <summary>From a node: a part of what a job yielded.</summary>
/// <param name="Job">The job.</param>
/// <param name="Seconds">Time that it took.</param>
/// <param name="Part">The part.</param>
public sealed record ResultPart(long Job, double Seconds, BlobPart Part) : WireMessage;

/// <summary>From a run: a part has come, and one more may be sent.</summary>
/// <param name="Job">The job.</param>
public sealed record PartReceived(long Job) : WireMessage;

/// <summary>From a node: a job has failed there.</summary>
/// <param name="Job">The job.</param>
/// <param name="Reason">The failure, in a sentence.</param>
public sealed record JobFailedThere(long Job, string Reason) : WireMessage;

/// <summary>From a node: it leaves the cluster, finishes what it is at and takes no more.</summary>
/// <param name="Unbegun">The jobs that it gives back.</param>
public sealed record WorkersLeave(IReadOnlyList<long> Unbegun) : WireMessage;

/// <summary>From a run: it has ended, or goes on elsewhere.</summary>
public sealed record RunLeaves : WireMessage;

/// <summary>To a run, wherever it is: what is wanted of it stands in the database, and may have changed.</summary>
/// <param name="Run">The run's name.</param>
public sealed record LookAtRun(string Run) : WireMessage;
