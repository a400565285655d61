using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>How the policy's mean leaves the network.</summary>
public enum MeanActivation
{
    /// <summary>tanh, inside the action box (rlkit).</summary>
    Tanh,

    /// <summary>Unbounded (CORL).</summary>
    Linear,
}

/// <summary>How one free parameter per action dimension becomes a standard deviation that does not depend on the state.</summary>
public enum StandardDeviation
{
    /// <summary>log std = min + sigmoid(parameter) (max - min), parameter 0 at start (rlkit).</summary>
    Sigmoid,

    /// <summary>log std = the parameter clamped to [min, max], 0 at start (CORL).</summary>
    Clamped,
}

/// <summary>How advantages become the weights of the likelihood.</summary>
public enum Weighting
{
    /// <summary>Softmax of A / lambda over the batch, times the batch size (rlkit, jaxrl, d3rlpy).</summary>
    Softmax,

    /// <summary>min(exp(A / lambda), 100) (CORL).</summary>
    Exp,
}

/// <summary>What V(s) = min_i Q_i(s, a~) is evaluated at.</summary>
public enum ValueEstimate
{
    /// <summary>One action sampled from the policy.</summary>
    Sampled,

    /// <summary>The policy's mean.</summary>
    Mean,
}

/// <summary>Which critics the advantage is read from.</summary>
public enum AdvantageCritics
{
    /// <summary>The online critics before this update's critic step (rlkit).</summary>
    BeforeStep,

    /// <summary>The online critics after this update's critic step (CORL).</summary>
    AfterStep,
}

/// <summary>How initial weights are drawn.</summary>
public enum Initialisation
{
    /// <summary>Hidden U(+-1/sqrt(width)), biases 0, last layer U(+-1e-3) policy, U(+-3e-3) critics (rlkit).</summary>
    Rlkit,

    /// <summary>Weights and biases U(+-1/sqrt(inputs)), PyTorch's default for linear layers (CORL).</summary>
    Framework,
}

/// <summary>
/// AWAC's values (Nair et al., arXiv 2006.09359). The defaults are the authors' own for locomotion; see <see cref="AwacPresets"/>.
/// </summary>
public sealed record AwacConfig : AlgorithmConfig
{
    /// <inheritdoc />
    public override string Algorithm => "awac";

    /// <summary>Form of the policy's mean.</summary>
    public MeanActivation MeanActivation { get; init; } = MeanActivation.Tanh;

    /// <summary>Form of the policy's standard deviation.</summary>
    public StandardDeviation StandardDeviation { get; init; } = StandardDeviation.Sigmoid;

    /// <summary>Smallest log standard deviation.</summary>
    public float LogStdMin { get; init; } = -6;

    /// <summary>Largest log standard deviation.</summary>
    public float LogStdMax { get; init; }

    /// <summary>Upper bound of the critics' outputs, if any: 0 where rewards are never positive.</summary>
    public float? CriticMax { get; init; }

    /// <summary>How advantages become weights.</summary>
    public Weighting Weighting { get; init; } = Weighting.Softmax;

    /// <summary>The Lagrange multiplier lambda (beta in some implementations): larger is closer to cloning.</summary>
    public float Lambda { get; init; } = 2;

    /// <summary>Upper bound of the advantage before its division by lambda, if any.</summary>
    public float? AdvantageMax { get; init; }

    /// <summary>Upper bound of a weight under <see cref="Weighting.Exp"/>.</summary>
    public float WeightMax { get; init; } = 100;

    /// <summary>Which action V(s) is evaluated at.</summary>
    public ValueEstimate ValueEstimate { get; init; } = ValueEstimate.Sampled;

    /// <summary>Which critics the advantage is read from.</summary>
    public AdvantageCritics AdvantageCritics { get; init; } = AdvantageCritics.BeforeStep;

    /// <summary>Whether actions sampled inside an update are clamped to [-1, 1] (CORL).</summary>
    public bool ClampSampledActions { get; init; }

    /// <summary>Adam's L2 term for the policy, added to the gradient of every policy parameter.</summary>
    public float PolicyWeightDecay { get; init; } = 1e-4f;

    /// <summary>How initial weights are drawn.</summary>
    public Initialisation Initialisation { get; init; } = Initialisation.Rlkit;
}
