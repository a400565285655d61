using AwacAkka.Data.Transitions;

namespace AwacAkka.Learning.Fused;

/// <summary>What critics are trained towards, and what is read from an ensemble's outputs.</summary>
public static class CriticTargets
{
    /// <summary>
    /// y = r + gamma (1 - terminated) v', in place or not; without the factor where terminations do not cut the bootstrap. Where the batch has what n steps
    /// come to, r is their discounted rewards, v' the value n steps on, and gamma is gamma^n.
    /// </summary>
    /// <param name="batch">Rewards, and terminations or discounts.</param>
    /// <param name="gamma">Discount factor.</param>
    /// <param name="maskTerminals">Whether a termination cuts the bootstrap.</param>
    /// <param name="nextValues">v' per transition.</param>
    /// <param name="targets">y per transition; it may be the same memory.</param>
    public static void Bellman(TransitionBatch batch, float gamma, bool maskTerminals, ReadOnlySpan<float> nextValues, Span<float> targets)
    {
        for (var i = 0; i < batch.Size; i++)
        {
            var discount = batch.Discounts.Length > 0 ? batch.Discounts[i] : gamma * (maskTerminals ? 1 - batch.Terminated[i] : 1);
            targets[i] = batch.Rewards[i] + discount * nextValues[i];
        }
    }

    /// <summary>y = R + D v: the return of known transitions of the episode, and the value of the state that they lead to.</summary>
    /// <param name="batch">R and D.</param>
    /// <param name="lastValues">v per transition.</param>
    /// <param name="targets">y per transition; it may be the same memory.</param>
    public static void Returns(TransitionBatch batch, ReadOnlySpan<float> lastValues, Span<float> targets)
    {
        for (var i = 0; i < batch.Size; i++)
        {
            targets[i] = batch.Returns[i] + batch.ReturnDiscounts[i] * lastValues[i];
        }
    }

    /// <summary>min_i Q_i of one transition.</summary>
    public static float MinOf(float[][] q, int row)
    {
        var least = q[0][row];
        for (var i = 1; i < q.Length; i++)
        {
            least = MathF.Min(least, q[i][row]);
        }

        return least;
    }

    /// <summary>min_i Q_i of one transition over some of the critics.</summary>
    public static float MinOf(float[][] q, ReadOnlySpan<int> critics, int row)
    {
        var least = q[critics[0]][row];
        foreach (var critic in critics[1..])
        {
            least = MathF.Min(least, q[critic][row]);
        }

        return least;
    }

    /// <summary>The outputs of some of the critics, each in its place; null in the others'.</summary>
    public static void Choose(float[][] q, ReadOnlySpan<int> critics, float[]?[] chosen)
    {
        Array.Clear(chosen);
        foreach (var critic in critics)
        {
            chosen[critic] = q[critic];
        }
    }

    /// <summary>min_i Q_i of the first transitions, as many as there is room for.</summary>
    public static void MinOf(float[][] q, Span<float> least)
    {
        for (var row = 0; row < least.Length; row++)
        {
            least[row] = MinOf(q, row);
        }
    }

    /// <summary>Mean of min_i Q_i over the first <paramref name="rows"/> transitions.</summary>
    public static float MeanOfMin(float[][] q, int rows)
    {
        double sum = 0;
        for (var row = 0; row < rows; row++)
        {
            sum += MinOf(q, row);
        }

        return (float)(sum / rows);
    }

    /// <summary>d(weight sum of min_i Q_i)/dQ_i over the first transitions; of critics that are equally low each has an equal part, as in PyTorch.</summary>
    public static void MinGradient(float[][] q, float weight, int rows, float[][] gradients)
    {
        for (var row = 0; row < rows; row++)
        {
            var (least, lowest) = (MinOf(q, row), 0);
            foreach (var values in q)
            {
                lowest += values[row] == least ? 1 : 0;
            }

            for (var i = 0; i < q.Length; i++)
            {
                gradients[i][row] = q[i][row] == least ? weight / lowest : 0;
            }
        }
    }

    /// <summary>Mean over critics and the first <paramref name="rows"/> transitions.</summary>
    public static float Mean(float[][] q, int rows)
    {
        double sum = 0;
        for (var row = 0; row < rows; row++)
        {
            double ofRow = 0;
            foreach (var outputs in q)
            {
                ofRow += outputs[row];
            }

            sum += ofRow;
        }

        return (float)(sum / (q.Length * rows));
    }
}
