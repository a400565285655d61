using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Rlpd;

/// <summary>RLPD on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedRlpd : FusedLearner
{
    private static readonly string[] Figures = ["critic_loss", "policy_loss", "q_mean", "alpha", "entropy"];

    private readonly RlpdConfig config;
    private readonly FusedPolicy policy;
    private readonly TanhGaussianHead head;
    private readonly CriticEnsemble critics;
    private readonly StateActionRows stateAction; // (s, a)
    private readonly SampledActions next; // (s', a'), a' ~ pi(.|s')
    private readonly SoftImprovement improvement; // (s, a~), a~ ~ pi(.|s)
    private readonly float[][] q;
    private readonly float[][] nextQ;
    private readonly float[]?[] chosenNextQ; // those of the critics whose targets count in this update
    private readonly float[][] policyQ;
    private readonly float[][] policyQGradients;
    private readonly float[] targets;
    private readonly Action<int, int, int> sampleAtNextState;
    private readonly Action<int, int, int> sampleAtState;
    private readonly Action<int, int, int> joinActions;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedRlpd(RlpdConfig config, LearnerContext context)
        : base(config, context, Figures)
    {
        this.config = config;
        var shape = TanhGaussianHead.Shape(context.Dimensions, config.PolicyHidden);
        policy = Own(new FusedPolicy(Resources, shape, new Adam(config.PolicyLearningRate)));
        head = new TanhGaussianHead(Resources.ActionDimension, config.LogStdMin, config.LogStdMax);
        critics = Own(new CriticEnsemble(
            Resources, config.CriticNames, ActionShapes.Critic(context.Dimensions, config.CriticHidden, config.CriticLayerNorm),
            new CriticOptions(config.CriticLearningRate)));
        stateAction = Own(new StateActionRows(Resources));
        next = Own(new SampledActions(Resources, head));
        improvement = Own(new SoftImprovement(
            Resources, policy, head, Own(new ScalarAdam("log_alpha", config.TemperatureLearningRate)),
            config.AimedEntropy(Resources.ActionDimension), critics.Count));
        (q, nextQ, policyQ, policyQGradients) = (critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs());
        chosenNextQ = new float[]?[config.Critics];
        targets = new float[Resources.Capacity];
        (sampleAtNextState, sampleAtState, joinActions) = (SampleAtNextState, SampleAtState, JoinActions);
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        var updatesPolicy = config.UpdatesPolicy(Updates);
        improvement.Begin(Batch, Noise[Draw.CurrentAction]);
        var alpha = improvement.Alpha;
        policy.Evaluate(sampleAtNextState, updatesPolicy ? sampleAtState : joinActions);

        // Critics: towards r + gamma (min_{some i} Q'_i(s', a') - alpha log pi(a'|s')).
        CriticTargets.Choose(nextQ, Noise.TargetCritics, chosenNextQ);
        critics.Evaluate(CriticPass.Target(next.Rows.View, chosenNextQ), CriticPass.Trained(stateAction.View, q));
        for (var i = 0; i < Batch.Size; i++)
        {
            targets[i] = CriticTargets.MinOf(nextQ, Noise.TargetCritics, i) - (config.EntropyBackup ? alpha * next.LogDensities[i] : 0);
        }

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, targets, targets);
        figures.Clear(); // of the policy's, where it stands still
        if (updatesPolicy)
        {
            critics.Step(Updates, targets, config.Tau, CriticPass.Trained(improvement.Actions.Rows.View, policyQ));
            UpdatePolicy(figures);
        }
        else
        {
            critics.Step(Updates, targets, config.Tau);
        }

        figures[0] = critics.Loss;
        figures[2] = CriticTargets.Mean(q, Batch.Size);
        figures[3] = alpha;
    }

    /// <summary>Down mean alpha log pi(a~|s) - mean_i Q_i(s, a~), in WSRL min_i, and the temperature.</summary>
    private void UpdatePolicy(Span<float> figures)
    {
        var value = config.PolicyTakesLeast ? LeastOfCritics() : MeanOfCritics();
        critics.InputGradient(policyQGradients, improvement.InputGradients);
        var entropy = improvement.Step(config.PolicySteps(Updates));

        // A round's figure is the mean over its updates; in those without the policy it is 0, so that it counts more here.
        figures[1] = config.CriticSteps * (-improvement.Alpha * entropy - value);
        figures[4] = config.CriticSteps * entropy;
    }

    /// <summary>mean_i Q_i(s, a~), its mean over the batch, and the gradient of that's negative.</summary>
    private float MeanOfCritics()
    {
        foreach (var gradients in policyQGradients)
        {
            Array.Fill(gradients, -1f / (critics.Count * Batch.Size), 0, Batch.Size);
        }

        return CriticTargets.Mean(policyQ, Batch.Size);
    }

    /// <summary>The same of min_i Q_i(s, a~).</summary>
    private float LeastOfCritics()
    {
        CriticTargets.MinGradient(policyQ, -1f / Batch.Size, Batch.Size, policyQGradients);
        return CriticTargets.MeanOfMin(policyQ, Batch.Size);
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
        JoinActions(start, count, lane);
    }

    private void JoinActions(int start, int count, int lane) => WriteBatch(stateAction, start, count);
}
