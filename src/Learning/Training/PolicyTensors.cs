using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Training;

/// <summary>The tensors of a training state that acting needs.</summary>
public static class PolicyTensors
{
    private const string FreeDeviation = "policy.log_std";

    /// <summary>The policy's layers and the normaliser, with the tensor that says how far it explores.</summary>
    /// <param name="tensors">The training state's.</param>
    /// <param name="deviation"><c>std</c>, <c>log_std_range</c> or <c>epsilon</c>.</param>
    public static Dictionary<string, StateTensor> Of(IReadOnlyDictionary<string, StateTensor> tensors, KeyValuePair<string, StateTensor> deviation) =>
        Layers(tensors).Append(deviation).ToDictionary();

    /// <summary>A policy whose likelihood of given actions is known: a Gaussian, or where the state has no deviation, one that draws choices.</summary>
    /// <param name="state">The training state that it is in.</param>
    /// <param name="form">How a Gaussian's mean and deviation come from the state.</param>
    /// <param name="clampActions">Whether a Gaussian's actions are clamped to [-1, 1] before they are stored.</param>
    public static PolicySnapshot Likelihood(TrainingState state, GaussianForm form, bool clampActions) => state.Tensors.ContainsKey(FreeDeviation)
        ? form.Snapshot(state.Tensors, clampActions)
        : new PolicySnapshot(PolicyHead.Categorical, ClampActions: false, Layers(state.Tensors).ToDictionary());

    /// <summary>A policy that takes the choice of the largest action value, or with probability epsilon any choice.</summary>
    /// <param name="state">The training state that the values' network is in.</param>
    /// <param name="network">The network's name.</param>
    /// <param name="epsilon">The probability.</param>
    public static PolicySnapshot EpsilonGreedy(TrainingState state, string network, float epsilon) => new(
        PolicyHead.EpsilonGreedy,
        ClampActions: false,
        Of(InPlaceOfPolicy(state.Tensors, network), new("epsilon", new StateTensor([1], [epsilon]))));

    /// <summary>A training state's tensors in which another network has the policy's place and name.</summary>
    /// <param name="tensors">The training state's.</param>
    /// <param name="network">The other network's name.</param>
    public static IReadOnlyDictionary<string, StateTensor> InPlaceOfPolicy(IReadOnlyDictionary<string, StateTensor> tensors, string network) => tensors
        .Where(tensor => !tensor.Key.StartsWith("policy.", StringComparison.Ordinal))
        .ToDictionary(
            tensor => tensor.Key.StartsWith($"{network}.", StringComparison.Ordinal) ? $"policy{tensor.Key[network.Length..]}" : tensor.Key, tensor => tensor.Value);

    /// <summary>A policy a = tanh(u), u ~ N(mean(s), std(s)), whose network gives mean and log standard deviation.</summary>
    /// <param name="state">The training state that it is in.</param>
    /// <param name="logStdMin">Smallest log standard deviation.</param>
    /// <param name="logStdMax">Largest log standard deviation.</param>
    public static PolicySnapshot SquashedGaussian(TrainingState state, float logStdMin, float logStdMax) => new(
        PolicyHead.SquashedGaussian, ClampActions: false, Of(state.Tensors, new("log_std_range", new StateTensor([2], [logStdMin, logStdMax]))));

    private static IEnumerable<KeyValuePair<string, StateTensor>> Layers(IReadOnlyDictionary<string, StateTensor> tensors) => tensors.Where(
        t => t.Key.StartsWith("normaliser.", StringComparison.Ordinal)
            || (t.Key.StartsWith("policy.", StringComparison.Ordinal) && t.Key != FreeDeviation));
}
