using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Cql;

/// <summary>
/// CQL: soft actor-critic whose critics also minimise log sum exp_a Q(s, a) - Q(s, a) over the data's actions a, so that actions which the data do
/// not take are worth less than the data's.
/// </summary>
public sealed class CqlAlgorithm : ConservativeAlgorithm<CqlConfig>
{
    /// <inheritdoc />
    public override string Name => "cql";

    /// <inheritdoc />
    public override string Title => "Conservative Q-Learning";

    /// <inheritdoc />
    public override string Paper => "Kumar et al. 2020, arXiv 2006.04779";

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new("cql-young-geng", new CqlConfig(), "young-geng/CQL, SimpleSAC/conservative_sac.py"),
        new(
            "cql-adroit",
            new CqlConfig
            {
                PolicyHidden = [512, 512],
                CriticHidden = [512, 512, 512],
                PolicyLearningRate = 1e-4f,
                TemperatureLearningRate = 1e-4f,
                ConservativeWeight = 1,
                MaxBackup = true,
                RewardScale = 10,
                RewardShift = 5,
                OfflineShare = 0.5f,
            },
            "nakamotoo/Cal-QL, scripts/run_adroit.sh without --enable_calql"),
    ];

    /// <inheritdoc />
    protected override ILearner Torch(CqlConfig config, LearnerContext context) => new TorchCql(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(CqlConfig config, LearnerContext context) => new FusedCql(config, context);
}
