using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>How advantages become the weights of the likelihood.</summary>
public enum Weighting
{
    /// <summary>Softmax of A / lambda over the batch, times the batch size (rlkit, jaxrl, d3rlpy).</summary>
    Softmax,

    /// <summary>min(exp(A / lambda), weight-max) (CORL).</summary>
    Exp,

    /// <summary>The same of A less its mean over the batch, over its deviation there (rlkit's whiten).</summary>
    Whiten,

    /// <summary>1 where A is above 0, else 0 (rlkit's step_fn).</summary>
    Step,
}

/// <summary>The actions that become likelier.</summary>
public enum ImprovedActions
{
    /// <summary>Those of the data: no model of the behaviour is needed.</summary>
    Data,

    /// <summary>Samples of a model of the data's behaviour, which is fitted meanwhile (rlkit's buffer_policy_sample_actions).</summary>
    Behaviour,
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

/// <summary>
/// AWAC's values (Nair et al., arXiv 2006.09359). The defaults are the authors' own for locomotion; see <see cref="AwacPresets"/>. Where actions are
/// choices, those of the Gaussian and of its samples have no meaning.
/// </summary>
public sealed record AwacConfig : ActorCriticConfig, IGaussianConfig
{
    /// <inheritdoc />
    public override string Algorithm => "awac";

    /// <summary>How the policy's mean leaves the network.</summary>
    [ConfigKey(ShapesState = true, ForBoxAlone = true)]
    public MeanActivation MeanActivation { get; init; } = MeanActivation.Tanh;

    /// <summary>The form of the policy's free standard deviation.</summary>
    [ConfigKey(ShapesState = true, ForBoxAlone = true)]
    public StandardDeviation StandardDeviation { get; init; } = StandardDeviation.Sigmoid;

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey(ShapesState = true, ForBoxAlone = true)]
    public float LogStdMin { get; init; } = -6;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey(ShapesState = true, ForBoxAlone = true)]
    public float LogStdMax { get; init; }

    /// <summary>Upper bound of the critics' outputs: 0 where rewards are never positive. A critic that a seed puts above it for all of the offline data, where it would get no gradient, begins mirrored at it.</summary>
    [ConfigKey(ForBoxAlone = true)]
    public float? CriticMax { get; init; }

    /// <summary>How advantages become weights.</summary>
    [ConfigKey]
    public Weighting Weighting { get; init; } = Weighting.Softmax;

    /// <summary>The Lagrange multiplier lambda (beta in some implementations): larger is closer to cloning.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float Lambda { get; init; } = 2;

    /// <summary>Upper bound of the advantage before its division by lambda.</summary>
    [ConfigKey]
    public float? AdvantageMax { get; init; }

    /// <summary>Actions of a fitted model of the data's behaviour per state, over which the mean Z of exp(A / lambda) is taken; log Z is subtracted from A / lambda. 0 is no Z. With the model it trains on TorchSharp.</summary>
    [ConfigKey(Minimum = 0, Maximum = 100, ShapesState = true, ForBoxAlone = true)]
    public int PartitionActions { get; init; }

    /// <summary>The actions that become likelier: the data's own, or samples of a fitted model of the data's behaviour, by their own advantages. With the model it trains on TorchSharp.</summary>
    [ConfigKey(ShapesState = true, ForBoxAlone = true)]
    public ImprovedActions ImprovedActions { get; init; }

    /// <summary>Upper bound of a weight under exp.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float WeightMax { get; init; } = 100;

    /// <summary>The action at which V(s) is read.</summary>
    [ConfigKey(ForBoxAlone = true)]
    public ValueEstimate ValueEstimate { get; init; } = ValueEstimate.Sampled;

    /// <summary>The critics that the advantage is read from, before or after this update's step.</summary>
    [ConfigKey]
    public AdvantageCritics AdvantageCritics { get; init; } = AdvantageCritics.BeforeStep;

    /// <summary>Whether actions sampled inside an update are clamped to [-1, 1] (CORL).</summary>
    [ConfigKey(ForBoxAlone = true)]
    public bool ClampSampledActions { get; init; }

    /// <summary>Adam's L2 term for the policy, added to the gradient of every policy parameter.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float PolicyWeightDecay { get; init; } = 1e-4f;

    /// <summary>How initial weights are drawn.</summary>
    [ConfigKey(ShapesState = true)]
    public Initialisation Initialisation { get; init; } = Initialisation.Rlkit;

    /// <summary>Whether a model of the data's behaviour is fitted.</summary>
    public bool HasBehaviour => PartitionActions > 0 || ImprovedActions == ImprovedActions.Behaviour;

    /// <summary>Mean and deviation of the policy.</summary>
    public GaussianForm Form => new(MeanActivation, StandardDeviation, LogStdMin, LogStdMax);
}
