using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>
/// Keeps bounded critics alive at their start. rlkit clamps a critic's output from above, for the hand's rewards of -1 and 0 at 0. A transition
/// whose output is above the bound gives no gradient. At the start all outputs are close to each other, so all may be above it: with the bound 0
/// and outputs around 0.002 the gradient is 0 everywhere, and the critic is dead. min(Q1, Q2) is then the other critic's alone.
/// </summary>
public static class BoundedCritics
{
    /// <summary>
    /// The state with every such critic's last bias lowered, so that the mean of its outputs is mirrored at the bound: the mirror image of a draw is
    /// as likely as the draw. The critic's target moves along. A state whose critics get a gradient somewhere comes back as it is.
    /// </summary>
    /// <param name="initial">A state before the first update.</param>
    /// <param name="hidden">Widths of the critics' hidden layers.</param>
    /// <param name="bound">Upper bound of the critics' outputs.</param>
    /// <param name="batch">Transitions to judge by, their observations as the learner sees them; at least one.</param>
    /// <param name="note">Hears of each such critic, in a sentence.</param>
    public static TrainingState Revive(
        TrainingState initial, IReadOnlyList<int> hidden, float bound, TransitionBatch batch, Action<string>? note = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(batch.Size);
        var tensors = new SortedDictionary<string, StateTensor>(initial.Tensors.ToDictionary(), StringComparer.Ordinal);
        foreach (var critic in (string[])["q1", "q2"])
        {
            var (least, mean) = Outputs(initial, critic, new MlpShape(batch.ObservationDimension + batch.ActionDimension, hidden, 1), batch);
            if (least > bound)
            {
                var bias = tensors[$"{critic}.{hidden.Count}.bias"].Data[0] - 2 * (mean - bound);
                tensors[$"{critic}.{hidden.Count}.bias"] = new StateTensor([1], [bias]);
                tensors[$"{critic}_target.{hidden.Count}.bias"] = new StateTensor([1], [bias]);
                note?.Invoke($"the critic {critic} was drawn above algorithm.critic-max for all of the offline data, where it would get no gradient; it begins mirrored at that bound");
            }
        }

        return initial with { Tensors = tensors };
    }

    /// <summary>The least and the mean of Q(s, a), unbounded.</summary>
    private static (float Least, float Mean) Outputs(TrainingState state, string name, MlpShape shape, TransitionBatch batch)
    {
        using var critic = new StillCritic(state, name, shape, batch.Size);
        var (least, sum) = (float.PositiveInfinity, 0.0);
        foreach (var q in critic.Outputs(batch.Observations, batch.Actions, batch.Size))
        {
            (least, sum) = (MathF.Min(least, q), sum + q);
        }

        return (least, (float)(sum / batch.Size));
    }
}
