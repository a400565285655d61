using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Bear;

/// <summary>
/// BEAR's values (Kumar, Fu, Tucker and Levine, arXiv 1906.00949): an actor-critic whose policy stays in the support of an explicit model of the data's
/// actions, a variational autoencoder. The defaults are the authors' code's (aviralkumar2907/BEAR).
/// </summary>
public sealed record BearConfig : ActorCriticConfig
{
    /// <inheritdoc />
    public override string Algorithm => "bear";

    /// <summary>The maximum mean discrepancy (MMD) of policy and behaviour model that is allowed (the paper's epsilon). Above it the multiplier grows.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float MmdThreshold { get; init; } = 0.05f;

    /// <summary>Width sigma of the Laplacian kernel exp(-|x - y| / (2 sigma)) of the MMD.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float MmdSigma { get; init; } = 10;

    /// <summary>Actions per state of policy and behaviour model each, over which the MMD is estimated, and the policy's value.</summary>
    [ConfigKey(Maximum = 100)]
    public int MmdActions { get; init; } = 5;

    /// <summary>The first updates, in which the policy follows the behaviour model by the MMD alone, without the critics.</summary>
    [ConfigKey(Minimum = 0)]
    public int MmdUpdates { get; init; } = 20_000;

    /// <summary>Actions of the target policy per next state, the best of which counts in the critics' targets.</summary>
    [ConfigKey(Maximum = 100)]
    public int TargetActions { get; init; } = 10;

    /// <summary>As many actions as the critics see of a transition at most.</summary>
    public override int RowsPerTransition => Math.Max(MmdActions, TargetActions);

    /// <summary>What the least critic counts in the targets; the rest is the largest one's.</summary>
    [ConfigKey(NumberRange.Proportion)]
    public float LeastShare { get; init; } = 0.75f;

    /// <summary>What the MMD counts at the start.</summary>
    [ConfigKey(NumberRange.Positive, ShapesState = true)]
    public float InitialMultiplier { get; init; } = 1;

    /// <summary>Adam's step size for the logarithm of what the MMD counts.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float MultiplierLearningRate { get; init; } = 1e-3f;

    /// <summary>Smallest logarithm of what the MMD counts.</summary>
    [ConfigKey]
    public float LogMultiplierMin { get; init; } = -5;

    /// <summary>Largest logarithm of what the MMD counts.</summary>
    [ConfigKey]
    public float LogMultiplierMax { get; init; } = 10;

    /// <summary>Widths of the hidden ReLU layers of the behaviour model's encoder, and of its decoder.</summary>
    [ConfigKey(ShapesState = true)]
    public IReadOnlyList<int> VaeHidden { get; init; } = [750, 750];

    /// <summary>Adam's step size for the behaviour model.</summary>
    [ConfigKey(NumberRange.Positive)]
    public float VaeLearningRate { get; init; } = 1e-3f;

    /// <summary>What the divergence of the behaviour model's latents from a standard normal counts in its loss.</summary>
    [ConfigKey(NumberRange.NotNegative)]
    public float VaeKlWeight { get; init; } = 0.5f;

    /// <summary>Smallest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMin { get; init; } = -20;

    /// <summary>Largest log standard deviation of the policy.</summary>
    [ConfigKey]
    public float LogStdMax { get; init; } = 2;

    /// <summary>Largest size of the noise of the policy's actions at s, as of the behaviour model's latents there: both keep to the middle.</summary>
    internal static float LargestNoise => 0.5f;

    /// <summary>Smallest log standard deviation of the behaviour model's latents.</summary>
    internal static float LatentLogStdMin => -4;

    /// <summary>Largest log standard deviation of the behaviour model's latents.</summary>
    internal static float LatentLogStdMax => 15;

    /// <summary>Whether an update is one of the first.</summary>
    /// <param name="update">Its number, the first is 1.</param>
    public bool IsWarmUp(long update) => update <= MmdUpdates;

    /// <summary>Numbers of a latent.</summary>
    /// <param name="actions">Action dimensions.</param>
    public static int Latents(int actions) => 2 * actions;
}
