using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Iql;

/// <summary>IQL on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedIql : FusedLearner
{
    private static readonly string[] Figures =
        ["critic_loss", "policy_loss", "q_mean", "value_loss", "v_mean", "advantage_mean", "weight_ess", "weight_max", "weight_clipped"];

    private readonly IqlConfig config;
    private readonly FusedPolicy policy;
    private readonly ILikelihoodHead head;
    private readonly WeightedLikelihood likelihood;
    private readonly CriticEnsemble critics;
    private readonly CriticEnsemble value;
    private readonly StateActionRows stateAction; // (s, a), where an action is not a choice
    private readonly float[][] q;
    private readonly float[][] targetQ;
    private readonly float[][] v;
    private readonly float[][] nextV;
    private readonly float[] leastQ;
    private readonly float[] targets;
    private readonly float[] weights;
    private readonly Action<int, int, int> evaluateAtState;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedIql(IqlConfig config, LearnerContext context)
        : base(config, context, Figures)
    {
        this.config = config;
        policy = Own(new FusedPolicy(Resources, ActionShapes.LikelihoodPolicy(context.Dimensions, config.PolicyHidden), new Adam(config.PolicyLearningRate)));
        head = ILikelihoodHead.Of(Resources, config.Form);
        likelihood = new WeightedLikelihood(Resources, policy, head);
        critics = Own(new CriticEnsemble(
            Resources, ["q1", "q2"], ActionShapes.Critic(context.Dimensions, config.CriticHidden), new CriticOptions(config.CriticLearningRate)));
        value = Own(new CriticEnsemble(
            Resources, ["v"], ActionShapes.Value(context.Dimensions, config.CriticHidden),
            new CriticOptions(config.ValueLearningRate)
            {
                Loss = RegressionLosses.Expectile(config.Expectile),
                HasTarget = false,
                EvaluatesOnline = true,
            }));
        stateAction = Own(new StateActionRows(Resources));
        (q, targetQ, v, nextV) = (critics.NewOutputs(), critics.NewOutputs(), value.NewOutputs(), value.NewOutputs());
        leastQ = new float[Resources.Capacity];
        targets = new float[Resources.Capacity];
        weights = new float[Resources.Capacity];
        evaluateAtState = EvaluateAtState;
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        head.Begin(policy.Free);
        policy.Evaluate(null, evaluateAtState);
        var (inputs, choices) = Resources.Choices > 0 ? (States, Batch.Actions) : (stateAction.View, null);
        critics.Evaluate(CriticPass.Target(inputs, targetQ) with { Choices = choices }, CriticPass.Trained(inputs, q) with { Choices = choices });
        figures[2] = CriticTargets.Mean(q, Batch.Size);

        // The value function: an expectile of min_i Q'_i(s, a) over the data's actions.
        CriticTargets.MinOf(targetQ, leastQ.AsSpan(0, Batch.Size));

        value.Evaluate(CriticPass.Trained(States, v));
        figures[4] = CriticTargets.Mean(v, Batch.Size);
        value.Step(Updates, leastQ, tau: null, CriticPass.Online(States, v), CriticPass.Online(NextStates, nextV));

        // Critics: towards r + gamma V(s').
        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, nextV[0], targets);
        critics.Step(Updates, targets, config.Tau);

        // The policy: -mean w log pi(a|s), w = min(exp(beta A), weight-max).
        WeighAdvantages(figures);
        figures[1] = likelihood.Step(Updates, Batch, weights);

        figures[0] = critics.Loss;
        figures[3] = value.Loss;
    }

    private void EvaluateAtState(int start, int count, int lane)
    {
        head.Keep(start, policy.AtState(States, start, count));
        if (Resources.Choices == 0)
        {
            WriteBatch(stateAction, start, count);
        }
    }

    /// <summary>A(s, a) = min_i Q'_i(s, a) - V(s), and the weights that it gives.</summary>
    private void WeighAdvantages(Span<float> figures)
    {
        var size = Batch.Size;
        double sum = 0;
        for (var i = 0; i < size; i++)
        {
            var advantage = leastQ[i] - v[0][i];
            weights[i] = MathF.Min(MathF.Exp(config.Beta * advantage), config.WeightMax);
            sum += advantage;
        }

        figures[5] = (float)(sum / size);
        WeightedLikelihood.Describe(weights.AsSpan(0, size), config.WeightMax, figures[6..]);
    }
}
