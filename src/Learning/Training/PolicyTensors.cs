using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Training;

/// <summary>The tensors of a training state that acting needs.</summary>
public static class PolicyTensors
{
    /// <summary>The policy's layers and the normaliser, with the tensor that says how far it explores.</summary>
    /// <param name="tensors">The training state's.</param>
    /// <param name="deviation"><c>std</c> or <c>log_std_range</c>.</param>
    public static Dictionary<string, StateTensor> Of(IReadOnlyDictionary<string, StateTensor> tensors, KeyValuePair<string, StateTensor> deviation) => tensors
        .Where(t => t.Key.StartsWith("normaliser.", StringComparison.Ordinal)
            || (t.Key.StartsWith("policy.", StringComparison.Ordinal) && t.Key != "policy.log_std"))
        .Append(deviation)
        .ToDictionary();

    /// <summary>A policy a = tanh(u), u ~ N(mean(s), std(s)), whose network gives mean and log standard deviation.</summary>
    /// <param name="state">The training state that it is in.</param>
    /// <param name="logStdMin">Smallest log standard deviation.</param>
    /// <param name="logStdMax">Largest log standard deviation.</param>
    public static PolicySnapshot SquashedGaussian(TrainingState state, float logStdMin, float logStdMax) => new(
        PolicyHead.SquashedGaussian, ClampActions: false, Of(state.Tensors, new("log_std_range", new StateTensor([2], [logStdMin, logStdMax]))));
}
