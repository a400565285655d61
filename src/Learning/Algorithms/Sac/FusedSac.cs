using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Sac;

/// <summary>SAC on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedSac : FusedLearner
{
    private static readonly string[] Figures = ["critic_loss", "policy_loss", "q_mean", "alpha", "entropy"];

    private readonly SacConfig config;
    private readonly FusedPolicy policy;
    private readonly TanhGaussianHead head;
    private readonly CriticEnsemble critics;
    private readonly StateActionRows stateAction; // (s, a)
    private readonly SampledActions next; // (s', a'), a' ~ pi(.|s')
    private readonly SoftImprovement improvement; // (s, a~), a~ ~ pi(.|s)
    private readonly float[][] q;
    private readonly float[][] nextQ;
    private readonly float[][] policyQ;
    private readonly float[][] policyQGradients;
    private readonly float[] targets;
    private readonly Action<int, int, int> sampleAtNextState;
    private readonly Action<int, int, int> sampleAtState;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedSac(SacConfig config, LearnerContext context)
        : base(config, context, config.Clones ? [.. Figures, SacAlgorithm.Likelihood] : Figures)
    {
        this.config = config;
        var shape = TanhGaussianHead.Shape(context.Dimensions, config.PolicyHidden);
        policy = Own(new FusedPolicy(Resources, shape, new Adam(config.PolicyLearningRate)));
        head = new TanhGaussianHead(Resources.ActionDimension, config.LogStdMin, config.LogStdMax);
        critics = Own(new CriticEnsemble(
            Resources, config.CriticNames, ActionShapes.Critic(context.Dimensions, config.CriticHidden), new CriticOptions(config.CriticLearningRate)));
        stateAction = Own(new StateActionRows(Resources));
        next = Own(new SampledActions(Resources, head));
        improvement = Own(new SoftImprovement(
            Resources, policy, head, Own(new ScalarAdam("log_alpha", config.TemperatureLearningRate)),
            config.AimedEntropy(Resources.ActionDimension), critics.Count)
        {
            CloningWeight = config.BehaviourCloningWeight,
        });
        (q, nextQ, policyQ, policyQGradients) = (critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs());
        targets = new float[Resources.Capacity];
        (sampleAtNextState, sampleAtState) = (SampleAtNextState, SampleAtState);
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        improvement.Begin(Batch, Noise[Draw.CurrentAction]);
        var alpha = improvement.Alpha;
        policy.Evaluate(sampleAtNextState, sampleAtState);

        // Soft policy evaluation: towards r + gamma (min_i Q'_i(s', a') - alpha log pi(a'|s')).
        critics.Evaluate(CriticPass.Target(next.Rows.View, nextQ), CriticPass.Trained(stateAction.View, q));
        for (var i = 0; i < Batch.Size; i++)
        {
            targets[i] = CriticTargets.MinOf(nextQ, i) - alpha * next.LogDensities[i];
        }

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, targets, targets);

        // Soft policy improvement: mean alpha log pi(a~|s) - min_i Q_i(s, a~), and w (-log pi(a|s)) of the data's actions; at first that alone.
        var isCloning = config.IsCloning(Updates);
        double policyLoss = 0;
        if (isCloning)
        {
            critics.Step(Updates, targets, config.Tau);
        }
        else
        {
            critics.Step(Updates, targets, config.Tau, CriticPass.Trained(improvement.Actions.Rows.View, policyQ));
            for (var i = 0; i < Batch.Size; i++)
            {
                policyLoss += alpha * improvement.Actions.LogDensities[i] - CriticTargets.MinOf(policyQ, i);
            }

            CriticTargets.MinGradient(policyQ, -1f / Batch.Size, Batch.Size, policyQGradients);
            critics.InputGradient(policyQGradients, improvement.InputGradients);
        }

        var entropy = improvement.Step(Updates, isCloning);

        figures[0] = critics.Loss;
        figures[1] = (float)(policyLoss / Batch.Size);
        if (config.Clones)
        {
            figures[1] -= config.BehaviourCloningWeight * improvement.Likelihood;
            figures[5] = improvement.Likelihood;
        }

        figures[2] = CriticTargets.Mean(q, Batch.Size);
        figures[3] = alpha;
        figures[4] = entropy;
    }

    private void SampleAtNextState(int start, int count, int lane)
    {
        var noise = Noise[Draw.NextAction];
        var outputs = policy.AtNextState(NextStates, start, count, lane);
        for (var i = start; i < start + count; i++)
        {
            next.Sample(i, NextState(i), head.Row(outputs, i - start), Action(noise, i));
        }
    }

    private void SampleAtState(int start, int count, int lane)
    {
        improvement.Sample(start, count);
        WriteBatch(stateAction, start, count);
    }
}
