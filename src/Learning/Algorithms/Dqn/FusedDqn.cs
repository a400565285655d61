using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Learning.Algorithms.Dqn;

/// <summary>DQN on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedDqn : FusedLearner
{
    private readonly DqnConfig config;
    private readonly ChoiceValues values;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    public FusedDqn(DqnConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "q_mean", "target_mean", "epsilon"])
    {
        this.config = config;
        values = Own(new ChoiceValues(Resources, "q", DqnAlgorithm.Shape(config, context.Dimensions), config.CriticLearningRate));
        Restore(context.Initial);
    }

    /// <summary>s', or what n rewards lead to.</summary>
    private NativeView Bootstraps => config.ReturnSteps > 1 ? NativeView.OfPinned(Batch.LastObservations) : NextStates;

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        values.Evaluate(States, Bootstraps, withOnline: config.DoubleQ);
        values.Gradient.AsSpan(0, Batch.Size * values.Choices).Clear();
        double loss = 0, taken = 0, target = 0;
        for (var i = 0; i < Batch.Size; i++)
        {
            // y = r + gamma (1 - terminated) max_a Qtarget(s', a), or n rewards and the value after them.
            var y = Target(i);

            // Q(s, a) of the choice that was taken, regressed on y.
            var choice = i * values.Choices + (int)Batch.Actions[i];
            var q = values.Values[choice];
            var (lossOfRow, slope) = Loss(q - y);
            values.Gradient[choice] = slope / Batch.Size;
            (loss, taken, target) = (loss + lossOfRow, taken + q, target + y);
        }

        // Every so many updates Qtarget becomes Q.
        values.Step(Updates, config.CopiesTarget(Updates));

        figures[0] = (float)(loss / Batch.Size);
        figures[1] = (float)(taken / Batch.Size);
        figures[2] = (float)(target / Batch.Size);
        figures[3] = config.EpsilonAfter(Updates - 1);
    }

    private float Target(int row)
    {
        var value = Value(row);
        if (config.ReturnSteps > 1)
        {
            return Batch.Returns[row] + Batch.ReturnDiscounts[row] * value;
        }

        var continues = config.MaskTerminals ? 1 - Batch.Terminated[row] : 1;
        return Batch.Rewards[row] + config.Gamma * continues * value;
    }

    /// <summary>max_a Qtarget(s', a); in double Q-learning Qtarget of the choice that Q takes.</summary>
    private float Value(int row)
    {
        var next = values.Next.AsSpan(row * values.Choices, values.Choices);
        var chooser = config.DoubleQ ? values.NextOnline.AsSpan(row * values.Choices, values.Choices) : next;
        var best = 0;
        for (var choice = 1; choice < chooser.Length; choice++)
        {
            best = chooser[choice] > chooser[best] ? choice : best;
        }

        return next[best];
    }

    /// <summary>d^2, or Huber's loss: d^2 / 2 up to 1 and |d| - 1/2 beyond; and its slope.</summary>
    private (float Loss, float Slope) Loss(float difference)
    {
        if (config.DifferenceLoss == DifferenceLoss.Squared)
        {
            return (difference * difference, 2 * difference);
        }

        var size = MathF.Abs(difference);
        var clipped = MathF.Min(size, 1);
        return (clipped * (size - clipped / 2), MathF.CopySign(clipped, difference));
    }
}
