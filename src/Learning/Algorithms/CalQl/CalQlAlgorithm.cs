using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Algorithms.Cql;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.CalQl;

/// <summary>
/// Cal-QL: CQL whose conservative loss counts a value of the policy's actions at s no lower than G(s), the data's discounted return from s on. So the
/// critics end on the scale of true returns, and nothing has to be unlearned when the policy goes online.
/// </summary>
public sealed class CalQlAlgorithm : ConservativeAlgorithm<CalQlConfig>
{
    private static readonly CalQlConfig Authors = new()
    {
        PolicyLearningRate = 1e-4f,
        TemperatureLearningRate = 1e-4f,
        MaxBackup = true,
        OfflineShare = 0.5f,
    };

    /// <inheritdoc />
    public override string Name => "cal-ql";

    /// <inheritdoc />
    public override string Title => "Calibrated Q-Learning";

    /// <inheritdoc />
    public override string Paper => "Nakamoto et al. 2023, arXiv 2303.05479";

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new(
            "cal-ql-adroit",
            Authors with
            {
                PolicyHidden = [512, 512],
                CriticHidden = [512, 512, 512],
                ConservativeWeight = 1,
                RewardScale = 10,
                RewardShift = 5,
            },
            "nakamotoo/Cal-QL, scripts/run_adroit.sh and JaxCQL/conservative_sac.py (the authors' own)"),
        new(
            "cal-ql-dense", Authors,
            "nakamotoo/Cal-QL, JaxCQL/conservative_sac.py: its defaults, and the returns of its one dense task, kitchen (infinite_horizon)"),
    ];

    /// <inheritdoc />
    protected override BatchPlan Batches(CalQlConfig config) => base.Batches(config) with { Columns = BatchColumns.Return };

    /// <inheritdoc />
    protected override ILearner Torch(CalQlConfig config, LearnerContext context) => new TorchCalQl(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(CalQlConfig config, LearnerContext context) => new FusedCalQl(config, context);
}
