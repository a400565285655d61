using AwacAkka.Actors.Records;

namespace AwacAkka.Clustering.Storage;

/// <summary>
/// The names under which a run's checkpoints, policies and report stand in the table of snapshots. They end with the run's
/// submission, so that no two runs share one.
/// </summary>
/// <param name="run">The run.</param>
internal sealed class RunSnapshots(RunIdentity run)
{
    /// <summary>The number of what there is one of.</summary>
    public const long Only = 1;

    /// <summary>A training state or a policy.</summary>
    public const string Safetensors = "safetensors-1";

    /// <summary>A report.</summary>
    public const string Text = "text-1";

    private static readonly RunPhase[] TrainedPhases = [RunPhase.Offline, RunPhase.Online];

    /// <summary>The policy of the latest checkpoint, and in the end that of the last round.</summary>
    public string Policy => run.Id("policy");

    /// <summary>The policy whose evaluation had the highest mean return so far.</summary>
    public string BestPolicy => run.Id("best-policy");

    /// <summary>Why the learner could not go on.</summary>
    public string Divergence => run.Id("divergence");

    /// <summary>The phases that have checkpoints.</summary>
    public static IReadOnlyList<RunPhase> Phases => TrainedPhases;

    /// <summary>All names.</summary>
    public IReadOnlyList<string> All => [Policy, BestPolicy, Divergence, .. TrainedPhases.SelectMany(p => (string[])[Checkpoint(p), BestPolicyBefore(p)])];

    /// <summary>Training states of a phase; numbered as <see cref="Number"/> says.</summary>
    public string Checkpoint(RunPhase phase) => run.Id($"checkpoint-{Word(phase)}");

    /// <summary>Best policies from before an evaluation that a longer run would not have made, numbered likewise.</summary>
    public string BestPolicyBefore(RunPhase phase) => run.Id($"before-{Word(phase)}");

    /// <summary>The number of a round: those of events begin with 1.</summary>
    public static long Number(int round) => round + 1L;

    /// <summary>The round of a number.</summary>
    public static int Round(long number) => checked((int)(number - 1));

    private static string Word(RunPhase phase) => phase.ToString().ToLowerInvariant();
}
