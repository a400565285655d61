using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Learning.Algorithms.Dqn;

/// <summary>DQN on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedDqn : FusedLearner
{
    private readonly DqnConfig config;
    private readonly ChoiceValues values;
    private readonly RegressionLoss loss;
    private readonly float[] q; // of the choices that were taken
    private readonly float[] nextValues;
    private readonly float[] targets;
    private readonly float[] gradient;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    public FusedDqn(DqnConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "q_mean", "target_mean", "epsilon"])
    {
        this.config = config;
        values = Own(new ChoiceValues(Resources, "q", DqnAlgorithm.Shape(config, context.Dimensions), config.CriticLearningRate));
        loss = config.DifferenceLoss == DifferenceLoss.Huber ? RegressionLosses.Huber : RegressionLosses.Squared;
        (q, nextValues) = (new float[Resources.Capacity], new float[Resources.Capacity]);
        (targets, gradient) = (new float[Resources.Capacity], new float[Resources.Capacity]);
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        values.Evaluate(States, NextStates, withOnline: config.DoubleQ);

        // y = r + gamma (1 - terminated) max_a Qtarget(s', a).
        for (var i = 0; i < Batch.Size; i++)
        {
            nextValues[i] = Value(i);
        }

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, nextValues, targets);

        // Q(s, a) of the choice that was taken, regressed on y. Every so many updates Qtarget becomes Q.
        var size = Batch.Size;
        var choices = Batch.Actions.AsSpan(0, size);
        ChoiceValues.Take(values.Values, choices, q);
        figures[0] = loss(q.AsSpan(0, size), targets.AsSpan(0, size), gradient.AsSpan(0, size));
        values.Step(Updates, choices, gradient, config.CopiesTarget(Updates));

        figures[1] = Mean(q);
        figures[2] = Mean(targets);
        figures[3] = config.EpsilonAfter(Updates - 1);
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

    private float Mean(float[] rows)
    {
        double sum = 0;
        for (var i = 0; i < Batch.Size; i++)
        {
            sum += rows[i];
        }

        return (float)(sum / Batch.Size);
    }
}
