using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Rlpd;

/// <summary>
/// RLPD: soft actor-critic from nothing, with prior data in every batch. Each critic is regressed on r + gamma (min over some Q'_i(s', a') - alpha log
/// pi(a'|s')), and the policy maximises the mean of all Q_i(s, a) - alpha log pi(a|s). An update is one step of the critics; the policy and the
/// temperature make theirs in every update that <see cref="RlpdConfig.CriticSteps"/> divides, on that update's batch, as the authors' code does.
/// </summary>
public sealed class RlpdAlgorithm : EnsembleAlgorithm<RlpdConfig>
{
    /// <inheritdoc />
    public override string Name => "rlpd";

    /// <inheritdoc />
    public override string Title => "Reinforcement Learning with Prior Data";

    /// <inheritdoc />
    public override string Paper => "Ball et al. 2023, arXiv 2302.02948";

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets => RlpdPresets.All;
}
