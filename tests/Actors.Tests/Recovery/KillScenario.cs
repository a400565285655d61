using AwacAkka.Actors.Configuration;
using AwacAkka.Collecting;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>A kind of run to be killed: a second or two of work from the dataset to the end, with a buffer that is overwritten as a ring.</summary>
/// <param name="Environment">Id of the environment.</param>
/// <param name="PipelineDepth">How far collecting is ahead of training.</param>
/// <param name="Workers">Workers.</param>
internal sealed record KillScenario(string Environment, int PipelineDepth, int Workers)
{
    /// <summary>Episodes that end by themselves: the body falls within some tens of steps.</summary>
    public static readonly KillScenario Terminating = new("Hopper-v4", 1, 2);

    public static readonly KillScenario[] All =
    [
        new("Pendulum-v1", 0, 1),
        new("Pendulum-v1", 1, 4),
        new("HalfCheetah-v4", 0, 4),
        new("HalfCheetah-v4", 1, 1),
        Terminating,
    ];

    private readonly Lazy<OfflineDataset> dataset = new(() => Collect(Environment));

    /// <summary>The run that no one kills.</summary>
    public Task<TestRun.Outcome> WholeAsync() => TestRun.CalmAsync(PipelineDepth, dataset.Value, Environment, Change);

    /// <summary>Writes the run's configuration and its dataset; returns the configuration's path.</summary>
    public string Write(string folder)
    {
        var data = Path.Combine(folder, "data.npz");
        var file = Path.Combine(folder, "run.conf");
        DatasetFile.Save(data, dataset.Value);
        var config = Change(TestRun.Config(Environment, Workers, PipelineDepth)) with { Dataset = new DatasetSection(data) };
        File.WriteAllText(file, config.ToHocon());
        return file;
    }

    public override string ToString() => $"{Environment}, depth {PipelineDepth}, {Workers} workers";

    private static RunConfig Change(RunConfig config) => RecoveredRun.Often(config) with
    {
        Online = config.Online with { Steps = 4_000 },
        Replay = new ReplaySection(3_000),
    };

    private static OfflineDataset Collect(string id)
    {
        using var environment = PolicyEnvironment.Make(id);
        return OfflineDataset.Of(new SlotRollout(environment, 7).Run(SlotState.Start(0), null, 2_000).Chunk);
    }
}
