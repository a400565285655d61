using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms;

/// <summary>
/// The moving average of a policy's weights: average + share (policy - average) after every round, which begins with the first round's policy.
/// It is part of the training state, as <c>average.NAME</c> for each tensor of the policy, and of no influence on updates or rollouts.
/// </summary>
/// <remarks>
/// Polyak and Juditsky, "Acceleration of Stochastic Approximation by Averaging" (1992). Updates on samples move a policy about its aim from round to round;
/// the mean of where it has been is nearer to that aim (docs/results/door.md).
/// </remarks>
public static class PolicyAverage
{
    private const string Prefix = "average.";

    /// <summary>The average after a round.</summary>
    /// <param name="before">That before it; null where there is none yet.</param>
    /// <param name="policy">The policy after the round.</param>
    /// <param name="share">How far it moves towards the policy, above 0 and at most 1.</param>
    public static PolicySnapshot Next(PolicySnapshot? before, PolicySnapshot policy, float share) => before is null ? policy : policy with
    {
        Tensors = policy.Tensors.ToDictionary(
            tensor => tensor.Key, tensor => tensor.Value with { Data = Moved(before.Tensors[tensor.Key].Data, tensor.Value.Data, share) }),
    };

    /// <summary>The average in a training state.</summary>
    /// <param name="state">The state.</param>
    /// <param name="policy">The policy in it, which the average is of.</param>
    /// <returns>Null where the state has none.</returns>
    public static PolicySnapshot? Of(TrainingState state, PolicySnapshot policy) => state.Tensors.Keys.Any(IsPart)
        ? policy with { Tensors = policy.Tensors.ToDictionary(tensor => tensor.Key, tensor => state.Get(Prefix + tensor.Key, tensor.Value.Shape)) }
        : null;

    /// <summary>The state with an average.</summary>
    public static TrainingState With(TrainingState state, PolicySnapshot average)
    {
        var tensors = new SortedDictionary<string, StateTensor>(state.Tensors.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, tensor) in average.Tensors)
        {
            tensors[Prefix + name] = tensor;
        }

        return state with { Tensors = tensors };
    }

    /// <summary>The state without one: what a learner knows.</summary>
    public static TrainingState Without(TrainingState state) => state with
    {
        Tensors = new SortedDictionary<string, StateTensor>(
            state.Tensors.Where(tensor => !IsPart(tensor.Key)).ToDictionary(), StringComparer.Ordinal),
    };

    private static bool IsPart(string tensor) => tensor.StartsWith(Prefix, StringComparison.Ordinal);

    private static float[] Moved(float[] from, float[] to, float share)
    {
        var moved = new float[from.Length];
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] = from[i] + share * (to[i] - from[i]);
        }

        return moved;
    }
}
