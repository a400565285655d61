using AwacAkka.Actors.Configuration;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.A2c;
using AwacAkka.Learning.Algorithms.Dapg;
using AwacAkka.Learning.Algorithms.Reinforce;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>Rounds that are trained whole are the same in a run, its recovery, its verification, and with any number of workers.</summary>
[Trait("Category", "Run")]
public sealed class OnPolicyRunTests
{
    private static readonly Dictionary<string, AlgorithmConfig> Algorithms = new()
    {
        ["reinforce"] = new ReinforceConfig { PolicyHidden = [16, 16], CriticHidden = [16, 16] },
        ["a2c"] = new A2cConfig { PolicyHidden = [16, 16], CriticHidden = [16, 16] },
        ["dapg"] = new DapgConfig { PolicyHidden = [16, 16], CriticHidden = [16, 16], OfflineBatchSize = 32, BaselineEpochs = 2, DemonstrationBatchSize = 300 },
    };

    public static TheoryData<string> Names => [.. Algorithms.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_run_that_is_stopped_after_every_round_ends_as_the_uninterrupted_one_and_verifies(string name)
    {
        var whole = await TestRun.TrainAsync(workers: 4, change: config => Small(config, name));
        using var run = await RecoveredRun.StoppedAsync(1, 0, config => Small(config, name));
        await run.AssertEndsAsAsync(whole);
        Assert.Contains("online,1,", whole.Metrics, StringComparison.Ordinal);
    }

    /// <summary>A small run of an algorithm. The ring begins anew within a round, but where it has to keep the dataset.</summary>
    private static RunConfig Small(RunConfig config, string name) => config with
    {
        Preset = AlgorithmRegistry.Find(name)!.Presets[0].Name,
        Algorithm = Algorithms[name],
        Offline = config.Offline with { Updates = name == "dapg" ? config.Offline.Updates : 0 },
        Replay = new ReplaySection(name == "dapg" ? 2_800 : 2_500),
    };
}
