using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms.Awac;

namespace AwacAkka.Clustering.Tests.Storage;

/// <summary>A small complete run on Pendulum with a dataset: three offline rounds, four online ones, over in about a second.</summary>
internal static class SmallRun
{
    public const ulong Seed = 1;

    private static readonly Lazy<OfflineDataset> Random = new(() =>
    {
        using var environment = PolicyEnvironment.Make("Pendulum-v1");
        return OfflineDataset.Of(new SlotRollout(environment, 7).Run(SlotState.Start(0), null, 300).Chunk);
    });

    /// <summary>300 random transitions.</summary>
    public static OfflineDataset Dataset => Random.Value;

    /// <summary>Checkpoints come often and few are kept, so that recovery has to choose; the ring is overwritten, and the journal pruned.</summary>
    public static RunConfig Config { get; } = new()
    {
        Environment = new EnvironmentSection("Pendulum-v1"),
        Dataset = new DatasetSection("/not/needed/again.npz"),
        Algorithm = AwacPresets.Corl with
        {
            PolicyHidden = [16, 16],
            CriticHidden = [16, 16],
            OfflineBatchSize = 32,
            OnlineBatchSize = 32,
        },
        Offline = new OfflineSection(Updates: 300, UpdatesPerRound: 100, EvaluateEvery: 150),
        Online = new OnlineSection(Steps: 800, StepsPerRound: 203),
        Rollouts = new RolloutsSection(Workers: 2, Slots: 4, StepTimeout: TimeSpan.FromSeconds(5), MaxFailures: 3),
        Replay = new ReplaySection(400),
        Evaluation = new EvaluationSection(Episodes: 2, EveryRounds: 2),
        Checkpoints = new CheckpointsSection(EveryRounds: 2, Keep: 2),
    };

    /// <summary>The run.</summary>
    public static RunSpec Spec { get; } = new(Config, Seed, Dataset);
}
