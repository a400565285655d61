using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.A2c;
using AwacAkka.Learning.Algorithms.Abm;
using AwacAkka.Learning.Algorithms.Cql;
using AwacAkka.Learning.Algorithms.Dapg;
using AwacAkka.Learning.Algorithms.Rlpd;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Tests;

/// <summary>What is configured reaches the batches: learners are tested on batches that tests fill, which would not notice.</summary>
public sealed class BatchPlanTests
{
    /// <summary>The algorithms that learn from rewards.</summary>
    public static TheoryData<string> OfRewards => [.. AlgorithmRegistry.All.Where(algorithm => Config(algorithm.Name) is ValueConfig).Select(algorithm => algorithm.Name)];

    [Theory]
    [MemberData(nameof(OfRewards))]
    public void What_is_configured_of_rewards_and_returns_reaches_the_batches(string algorithm)
    {
        var config = Set((ValueConfig)Config(algorithm));
        var plan = AlgorithmRegistry.BatchesOf(config);
        Assert.Equal((3, 0.25f), (plan.RewardScale, plan.RewardShift));
        Assert.Equal((0.75f, false), (plan.Discount, plan.MaskTerminals));
        if (IsOnPolicy(config))
        {
            Assert.Equal(config is DapgConfig ? 11 : 0, plan.Fresh!.Demonstrations);
            Assert.Equal(BatchColumns.Succession, plan.AllColumns); // the learner adds the returns up itself
            return;
        }

        Assert.Null(plan.Fresh);
        Assert.Equal(new OfflineShare(0.5f, 0.125f, 77), plan.Share);
        Assert.Equal(config is BootstrapConfig ? 4 : 1, plan.TargetSteps);
        Assert.Equal(config is BootstrapConfig, plan.AllColumns.HasFlag(BatchColumns.Steps));
        Assert.Equal(config is AbmConfig ? 6 : 0, plan.ReturnSteps); // 0 is to the episode's end
        Assert.Equal(config is RlpdConfig or ConservativeConfig ? new CriticChoice(5, 3) : null, plan.Choice);

        var plain = AlgorithmRegistry.BatchesOf(config with { MaskTerminals = true, OfflineShareEnd = null });
        Assert.True(plain.MaskTerminals);
        Assert.Equal(new OfflineShare(0.5f, 0.5f, 77), plain.Share); // stays as it is
        Assert.Null(AlgorithmRegistry.BatchesOf(config with { OfflineShareEnd = null, OfflineShare = null }).Share);
    }

    /// <summary>Every value that batches depend on, as no preset has it.</summary>
    private static ValueConfig Set(ValueConfig config)
    {
        config = config with
        {
            RewardScale = 3,
            RewardShift = 0.25f,
            Gamma = 0.75f,
            MaskTerminals = false,
            OfflineShare = 0.5f,
            OfflineShareEnd = 0.125f,
            OfflineShareSteps = 77,
        };
        config = config is BootstrapConfig bootstrap ? bootstrap with { ReturnSteps = 4 } : config;
        return config switch
        {
            AbmConfig abm => abm with { AdvantageSteps = 6 },
            RlpdConfig ensemble => ensemble with { Critics = 5, TargetCritics = 3 },
            ConservativeConfig ensemble => ensemble with { Critics = 5, TargetCritics = 3 },
            DapgConfig dapg => dapg with { DemonstrationBatchSize = 11 },
            _ => config,
        };
    }

    private static bool IsOnPolicy(AlgorithmConfig config) => config is A2cConfig or BaselineConfig;

    private static AlgorithmConfig Config(string algorithm) => AlgorithmRegistry.Find(algorithm)!.Presets[0].Config;
}
