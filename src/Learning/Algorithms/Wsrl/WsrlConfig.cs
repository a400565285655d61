using AwacAkka.Learning.Algorithms.Rlpd;

namespace AwacAkka.Learning.Algorithms.Wsrl;

/// <summary>WSRL's values (Zhou et al., arXiv 2412.07762): those of RLPD's update, but for the policy's value and the entropy aimed at. The defaults are for the binary hands.</summary>
public sealed record WsrlConfig : RlpdConfig
{
    /// <summary>The authors' values.</summary>
    public WsrlConfig()
    {
        (PolicyHidden, CriticHidden) = ([512, 512], [512, 512, 512]);
        (PolicyLearningRate, TemperatureLearningRate) = (1e-4f, 1e-4f);
        (CriticSteps, EntropyBackup, OfflineShare) = (4, false, 0);
    }

    /// <inheritdoc />
    public override string Algorithm => "wsrl";

    /// <inheritdoc />
    public override bool PolicyTakesLeast => true;

    /// <inheritdoc />
    public override float AimedEntropy(int actions) => TargetEntropy ?? -actions;
}
