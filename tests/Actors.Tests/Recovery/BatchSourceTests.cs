using AwacAkka.Actors.Configuration;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awr;
using AwacAkka.Learning.Algorithms.Rebrac;
using AwacAkka.Learning.Algorithms.Rlpd;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>Batches that are mixed, or that know their episodes, are the same in a run, its recovery, its verification, and with any number of workers.</summary>
[Trait("Category", "Run")]
public sealed class BatchSourceTests
{
    private static readonly Dictionary<string, AlgorithmConfig> Algorithms = new()
    {
        // The dataset's share falls while transitions are collected, and the critics that count are drawn.
        ["rlpd"] = new RlpdConfig { Critics = 3, CriticSteps = 2, OfflineShare = 0.5f, OfflineShareEnd = 0.25f, OfflineShareSteps = 400 },

        // Next actions and returns, over the seams of rounds, and where the ring overwrites the dataset.
        ["rebrac"] = new RebracConfig(),
        ["awr"] = new AwrConfig { ValueInterval = 2 },
    };

    public static TheoryData<string, int> Runs => new() { { "rlpd", 1 }, { "rebrac", 0 }, { "awr", 1 } };

    /// <summary>A small run of an algorithm.</summary>
    internal static RunConfig Small(RunConfig config, string name) => config with
    {
        Preset = AlgorithmRegistry.Find(name)!.Presets[0].Name,
        Algorithm = Algorithms[name] switch
        {
            ValueConfig values => values with { PolicyHidden = [16, 16], CriticHidden = [16, 16], OfflineBatchSize = 32, OnlineBatchSize = 32 },
            var other => other,
        },
        Offline = config.Offline with { Updates = name == "rlpd" ? 0 : config.Offline.Updates },
        Replay = new ReplaySection(name == "rlpd" ? 2_800 : 2_500),
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_run_that_is_stopped_after_every_round_ends_as_the_uninterrupted_one_and_verifies(string name, int pipelineDepth)
    {
        var whole = await TestRun.TrainAsync(workers: 4, pipelineDepth: pipelineDepth, change: config => Small(config, name));
        using var run = await RecoveredRun.StoppedAsync(1, pipelineDepth, config => Small(config, name));
        await run.AssertEndsAsAsync(whole);
    }

    [Fact]
    public async Task A_dataset_that_would_be_overwritten_while_its_share_is_drawn_is_refused()
    {
        var refused = await Assert.ThrowsAsync<RunConfigException>(
            () => TestRun.TrainAsync(change: config => Small(config, "rlpd") with { Replay = new ReplaySection(2_799) }));
        Assert.StartsWith("replay.capacity (2799) must hold the dataset's 2000 transitions and online.steps (800) together, 2800", refused.Message, StringComparison.Ordinal);
    }
}
