using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Crr;

/// <summary>CRR on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedCrr : FusedLearner
{
    private static readonly string[] Figures =
        ["critic_loss", "policy_loss", "q_mean", "advantage_mean", "weight_mean", "weight_ess", "weight_max"];

    private readonly CrrConfig config;
    private readonly FusedPolicy policy;
    private readonly GaussianHead head;
    private readonly GaussianHead targetHead;
    private readonly WeightedLikelihood likelihood;
    private readonly CriticEnsemble critic;
    private readonly StateActionRows stateAction; // (s, a)
    private readonly StateActionRows nextStateAction; // (s', a'), a' of the target policy
    private readonly StateActionRows[] statePolicyActions; // (s, a_j), a_j ~ pi(.|s)
    private readonly float[][] q;
    private readonly float[][] nextQ;
    private readonly float[][][] policyQ;
    private readonly float[] targets;
    private readonly float[] weights;
    private readonly CriticPass[] passes;
    private readonly Action<int, int, int> sampleAtNextState;
    private readonly Action<int, int, int> sampleAtState;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedCrr(CrrConfig config, LearnerContext context)
        : base(config, context, Figures)
    {
        this.config = config;
        var shape = GaussianHead.Shape(context.Dimensions, config.PolicyHidden);
        policy = Own(new FusedPolicy(Resources, shape, new Adam(config.PolicyLearningRate), hasTarget: true));
        (head, targetHead) = (new GaussianHead(Resources, config.Form), new GaussianHead(Resources, config.Form));
        likelihood = new WeightedLikelihood(Resources, policy, head);
        critic = Own(new CriticEnsemble(
            Resources, ["q1"], ActionShapes.Critic(context.Dimensions, config.CriticHidden),
            new CriticOptions(config.CriticLearningRate) { EvaluatesOnline = true }));
        (stateAction, nextStateAction) = (Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)));
        statePolicyActions = [.. Enumerable.Range(0, config.ValueActions).Select(_ => Own(new StateActionRows(Resources)))];
        (q, nextQ) = (critic.NewOutputs(), critic.NewOutputs());
        policyQ = [.. statePolicyActions.Select(_ => critic.NewOutputs())];
        passes =
        [
            CriticPass.Target(nextStateAction.View, nextQ),
            CriticPass.Trained(stateAction.View, q),
            .. statePolicyActions.Zip(policyQ, (rows, outputs) => CriticPass.Online(rows.View, outputs)),
        ];
        targets = new float[Resources.Capacity];
        weights = new float[Resources.Capacity];
        (sampleAtNextState, sampleAtState) = (SampleAtNextState, SampleAtState);
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        head.Begin(policy.Free);
        targetHead.Begin(policy.TargetFree);
        policy.Evaluate(sampleAtNextState, sampleAtState);

        // The critic: towards r + gamma Q'(s', a').
        var movesTargets = config.MovesTargets(Updates);
        critic.Evaluate(passes);
        figures[2] = CriticTargets.Mean(q, Batch.Size);
        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, nextQ[0], targets);
        critic.Step(Updates, targets, movesTargets ? config.Tau : null);

        // The policy: -mean f(A) log pi(a|s), A over the critic before its step.
        WeighAdvantages(figures);
        figures[1] = likelihood.Step(Updates, Batch, weights, movesTargets ? config.Tau : null);
        figures[0] = critic.Loss;
    }

    private void SampleAtNextState(int start, int count, int lane)
    {
        var noise = Noise[Draw.NextAction];
        Span<float> action = stackalloc float[Resources.ActionDimension];
        var outputs = policy.AtNextState(NextStates, start, count, lane);
        for (var i = start; i < start + count; i++)
        {
            targetHead.Mean(Action(outputs, i - start), action);
            targetHead.AddNoise(action, Action(noise, i), clamps: true);
            nextStateAction.Write(i, NextState(i), action);
        }
    }

    private void SampleAtState(int start, int count, int lane)
    {
        var noise = Noise[CrrAlgorithm.ValueNoise];
        Span<float> action = stackalloc float[Resources.ActionDimension];
        head.Keep(start, policy.AtState(States, start, count));
        for (var i = start; i < start + count; i++)
        {
            stateAction.Write(i, State(i), Action(Batch.Actions, i));
            for (var j = 0; j < statePolicyActions.Length; j++)
            {
                head.Mean(i).CopyTo(action);
                head.AddNoise(action, Action(noise, i * statePolicyActions.Length + j), clamps: true);
                statePolicyActions[j].Write(i, State(i), action);
            }
        }
    }

    /// <summary>A = Q(s, a) - mean_j Q(s, a_j), and the weights that it gives.</summary>
    private void WeighAdvantages(Span<float> figures)
    {
        var size = Batch.Size;
        double sum = 0;
        double weightSum = 0;
        for (var i = 0; i < size; i++)
        {
            var value = 0f;
            foreach (var outputs in policyQ)
            {
                value += outputs[0][i];
            }

            var advantage = q[0][i] - value / policyQ.Length;
            weights[i] = config.Filter == CrrFilter.Binary
                ? advantage > 0 ? 1 : 0
                : MathF.Min(MathF.Exp(advantage / config.Lambda), config.WeightMax);
            sum += advantage;
            weightSum += weights[i];
        }

        figures[3] = (float)(sum / size);
        figures[4] = (float)(weightSum / size);
        figures[5] = WeightedLikelihood.EffectiveShare(weights.AsSpan(0, size));
        figures[6] = WeightedLikelihood.Largest(weights.AsSpan(0, size));
    }
}
