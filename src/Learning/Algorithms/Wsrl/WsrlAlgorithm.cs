using AwacAkka.Learning.Algorithms.Rlpd;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Wsrl;

/// <summary>
/// WSRL: a policy and critics from an offline method go on online without the data. A warm-up fills the buffer with what the frozen policy does, then
/// soft actor-critic with an ensemble of critics trains on what was collected alone. So it stands in <c>online.algorithm</c>, behind another one. Its
/// update is RLPD's with no share of the dataset in its batches, and with a policy that goes up the least of all critics. The authors' policy network has
/// layer norm, too, this one has not.
/// </summary>
public sealed class WsrlAlgorithm : EnsembleAlgorithm<WsrlConfig>
{
    private const string Authors = "zhouzypaul/wsrl";

    /// <inheritdoc />
    public override string Name => "wsrl";

    /// <inheritdoc />
    public override string Title => "Warm-Start Reinforcement Learning";

    /// <inheritdoc />
    public override string Paper => "Zhou et al. 2024, arXiv 2412.07762";

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new("wsrl-adroit", new WsrlConfig { RewardScale = 10, RewardShift = 5 }, $"{Authors}, experiments/scripts/adroit; online.warm-up-steps = 5000, online.updates-per-step = 4"),
        new(
            "wsrl-few-cores", new WsrlConfig { Critics = 4, PolicyHidden = [256, 256], CriticHidden = [256, 256] },
            "this project: fewer and smaller critics, rewards as they are, for a machine with few cores"),
    ];
}
