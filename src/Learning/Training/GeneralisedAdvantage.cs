using AwacAkka.Data.Transitions;

namespace AwacAkka.Learning.Training;

/// <summary>
/// Generalised advantage estimation (Schulman et al., arXiv 1506.02438): A_t = sum_k (gamma lambda)^k delta_{t+k}, delta = r + gamma V(s') - V(s), along the
/// trajectories of a fresh round. Where an episode terminated V(s') is 0; where a time limit or the round's end cuts it, V(s') stands for what is to come.
/// </summary>
/// <remarks>With lambda = 1, A + V is the reward-to-go, the sum of the discounted rewards to come; with V = 0, too, A itself is.</remarks>
public static class GeneralisedAdvantage
{
    /// <summary>The advantages of a batch's fresh transitions.</summary>
    /// <param name="batch">The batch, with its column of successions.</param>
    /// <param name="values">V(s), [Fresh].</param>
    /// <param name="nextValues">V(s'), [Fresh].</param>
    /// <param name="config">Its discount factor, and whether terminations count.</param>
    /// <param name="lambda">0: one step and V; 1: all rewards to come.</param>
    /// <returns>The advantages, [Fresh].</returns>
    /// <exception cref="ArgumentException">The batch was drawn: it has no trajectories.</exception>
    public static float[] Of(TransitionBatch batch, ReadOnlySpan<float> values, ReadOnlySpan<float> nextValues, ValueConfig config, float lambda)
    {
        if (batch.Fresh == 0)
        {
            throw new ArgumentException("an on-policy update needs a whole round, but the batch was drawn", nameof(batch));
        }

        var advantages = new float[batch.Fresh];
        double following = 0;
        for (var t = batch.Fresh - 1; t >= 0; t--)
        {
            var next = config.MaskTerminals && batch.Terminated[t] > 0 ? 0 : nextValues[t];
            var delta = batch.Rewards[t] + (double)config.Gamma * next - values[t];
            following = delta + (batch.GoesOn[t] > 0 ? (double)config.Gamma * lambda * following : 0);
            advantages[t] = (float)following;
        }

        return advantages;
    }
}
