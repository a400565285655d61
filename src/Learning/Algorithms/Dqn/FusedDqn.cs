using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Learning.Algorithms.Dqn;

/// <summary>DQN on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedDqn : FusedLearner
{
    private readonly DqnConfig config;
    private readonly CriticEnsemble critic;
    private readonly float[][] q; // of the choices that were taken
    private readonly float[][] nextQ; // Qtarget(s', .)
    private readonly float[][] nextOnlineQ; // Q(s', .), in double Q-learning
    private readonly float[] nextValues;
    private readonly float[] targets;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    public FusedDqn(DqnConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "q_mean", "target_mean", "epsilon"])
    {
        this.config = config;
        critic = Own(new CriticEnsemble(
            Resources, ["q"], ActionShapes.Critic(context.Dimensions, config.CriticHidden),
            new CriticOptions(config.CriticLearningRate)
            {
                Loss = config.DifferenceLoss == DifferenceLoss.Huber ? RegressionLosses.Huber : RegressionLosses.Squared,
                EvaluatesOnline = config.DoubleQ,
            }));
        (q, nextQ, nextOnlineQ) = (critic.NewOutputs(), critic.NewValues(), critic.NewValues());
        (nextValues, targets) = (new float[Resources.Capacity], new float[Resources.Capacity]);
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        var taken = CriticPass.Trained(States, q) with { Choices = Batch.Actions };
        var next = CriticPass.Target(NextStates, nextQ);
        if (config.DoubleQ)
        {
            critic.Evaluate(taken, next, CriticPass.Online(NextStates, nextOnlineQ));
        }
        else
        {
            critic.Evaluate(taken, next);
        }

        // y = r + gamma (1 - terminated) max_a Qtarget(s', a).
        for (var i = 0; i < Batch.Size; i++)
        {
            nextValues[i] = Value(i);
        }

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, nextValues, targets);

        // Q(s, a) of the choice that was taken, regressed on y. Every so many updates Qtarget becomes Q.
        critic.Step(Updates, targets, config.CopiesTarget(Updates) ? 1 : null);

        figures[0] = critic.Loss;
        figures[1] = Mean(q[0]);
        figures[2] = Mean(targets);
        figures[3] = config.EpsilonAfter(Updates - 1);
    }

    /// <summary>max_a Qtarget(s', a); in double Q-learning Qtarget of the choice that Q takes.</summary>
    private float Value(int row)
    {
        var next = nextQ[0].AsSpan(row * Resources.Choices, Resources.Choices);
        return next[ChoiceValues.Best(config.DoubleQ ? nextOnlineQ[0].AsSpan(row * Resources.Choices, Resources.Choices) : next)];
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
