using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Dapg;

/// <summary>
/// DAPG's values (Rajeswaran et al., arXiv 1709.10087): a clone of the demonstrations, then the natural policy gradient, to which the demonstrations'
/// likelihood adds less and less. The defaults are the authors' (aravindr93/hand_dapg, dapg/examples/dapg.txt).
/// </summary>
public sealed record DapgConfig : BaselineConfig, IGaussianConfig
{
    /// <inheritdoc />
    public override string Algorithm => "dapg";

    /// <summary>The lambda of generalised advantages: 0 is one step and V, 1 all rewards of the round.</summary>
    [ConfigKey(NumberRange.Proportion)]
    public float GaeLambda { get; init; } = 0.97f;

    /// <summary>The length delta of a natural step x under the policy's Fisher information F: x is scaled until x F x is delta, twice the divergence that it makes.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float StepLength { get; init; } = 0.05f;

    /// <summary>Iterations of conjugate gradients that solve F x = g.</summary>
    [ConfigKey(Maximum = 1_000)]
    public int ConjugateIterations { get; init; } = 10;

    /// <summary>What is added to the diagonal of the Fisher information.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float Damping { get; init; } = 1e-4f;

    /// <summary>The weight lambda0 of a demonstrated action in the first natural gradient, times the largest advantage.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float DemonstrationWeight { get; init; } = 1e-2f;

    /// <summary>The factor lambda1 by which that weight falls with every natural gradient.</summary>
    [ConfigKey(NumberRange.Share)]
    public float DemonstrationDecay { get; init; } = 0.95f;

    /// <summary>Demonstrated transitions in a natural gradient; all, where the dataset has no more.</summary>
    [ConfigKey(Maximum = 1_000_000)]
    public int DemonstrationBatchSize { get; init; } = 10_000;

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMin { get; init; } = -3;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMax { get; init; } = 2;

    /// <summary>Mean and deviation of the policy.</summary>
    public GaussianForm Form => new(MeanActivation.Linear, StandardDeviation.Clamped, LogStdMin, LogStdMax);
}
