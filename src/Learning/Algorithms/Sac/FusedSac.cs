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
    private readonly float targetEntropy;
    private readonly FusedPolicy policy;
    private readonly TanhGaussianHead head;
    private readonly CriticEnsemble critics;
    private readonly ScalarAdam logAlpha;
    private readonly StateActionRows stateAction; // (s, a)
    private readonly StateActionRows nextStateAction; // (s', a'), a' ~ pi(.|s')
    private readonly StateActionRows statePolicyAction; // (s, a~), a~ ~ pi(.|s)
    private readonly StateActionRows[] inputGradients; // dL/d(s, a~) through either critic
    private readonly float[][] q;
    private readonly float[][] nextQ;
    private readonly float[][] policyQ;
    private readonly float[][] policyQGradients;
    private readonly float[] targets;
    private readonly float[] logPi;
    private readonly float[] nextLogPi;
    private readonly float[] headGradients;
    private readonly Action<int, int, int> sampleAtNextState;
    private readonly Action<int, int, int> sampleAtState;
    private readonly Action<int, int> differentiatePolicy;
    private float alpha;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedSac(SacConfig config, LearnerContext context)
        : base(config, context, Figures)
    {
        this.config = config;
        targetEntropy = config.TargetEntropy ?? -Resources.ActionDimension;
        var shape = TanhGaussianHead.Shape(context.Dimensions, config.PolicyHidden);
        policy = Own(new FusedPolicy(Resources, shape, new Adam(config.PolicyLearningRate)));
        head = new TanhGaussianHead(Resources.ActionDimension, config.LogStdMin, config.LogStdMax);
        critics = Own(new CriticEnsemble(
            Resources, ["q1", "q2"], CriticEnsemble.QShape(Resources, config.CriticHidden), new CriticOptions(config.CriticLearningRate)));
        logAlpha = Own(new ScalarAdam("log_alpha", config.TemperatureLearningRate));
        (stateAction, nextStateAction) = (Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)));
        statePolicyAction = Own(new StateActionRows(Resources));
        inputGradients = [Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources))];
        (q, nextQ, policyQ, policyQGradients) = (critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs());
        targets = new float[Resources.Capacity];
        logPi = new float[Resources.Capacity];
        nextLogPi = new float[Resources.Capacity];
        headGradients = new float[Resources.Capacity * head.Outputs];
        (sampleAtNextState, sampleAtState, differentiatePolicy) = (SampleAtNextState, SampleAtState, DifferentiatePolicy);
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        alpha = MathF.Exp(logAlpha.Value);
        policy.Evaluate(sampleAtNextState, sampleAtState);

        // Soft policy evaluation: towards r + gamma (min_i Q'_i(s', a') - alpha log pi(a'|s')).
        critics.Evaluate(CriticPass.Target(nextStateAction.View, nextQ), CriticPass.Trained(stateAction.View, q));
        for (var i = 0; i < Batch.Size; i++)
        {
            targets[i] = CriticTargets.MinOf(nextQ, i) - alpha * nextLogPi[i];
        }

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, targets, targets);
        critics.Step(Updates, targets, config.Tau, CriticPass.Trained(statePolicyAction.View, policyQ));

        // Soft policy improvement: mean alpha log pi(a~|s) - min_i Q_i(s, a~).
        double policyLoss = 0;
        double entropySum = 0;
        for (var i = 0; i < Batch.Size; i++)
        {
            var (q1, q2) = (policyQ[0][i], policyQ[1][i]);
            policyLoss += alpha * logPi[i] - MathF.Min(q1, q2);
            entropySum -= logPi[i];
            var share = q1 == q2 ? 0.5f : 1;
            policyQGradients[0][i] = q1 <= q2 ? -share / Batch.Size : 0;
            policyQGradients[1][i] = q2 <= q1 ? -share / Batch.Size : 0;
        }

        critics.InputGradient(policyQGradients, inputGradients);
        Lanes.Run(2, differentiatePolicy);
        policy.Step(Updates);

        // The temperature: -log alpha (log pi + target entropy), whose gradient is entropy - target entropy.
        var entropy = (float)(entropySum / Batch.Size);
        logAlpha.Step(Updates, entropy - targetEntropy);

        figures[0] = critics.Loss;
        figures[1] = (float)(policyLoss / Batch.Size);
        figures[2] = CriticTargets.Mean(q, Batch.Size);
        figures[3] = alpha;
        figures[4] = entropy;
    }

    private void SampleAtNextState(int start, int count, int lane)
    {
        var noise = Noise[Draw.NextAction];
        Span<float> action = stackalloc float[Resources.ActionDimension];
        var outputs = policy.AtNextState(NextStates, start, count, lane);
        for (var i = start; i < start + count; i++)
        {
            nextLogPi[i] = head.Sample(head.Row(outputs, i - start), Action(noise, i), action);
            nextStateAction.Write(i, NextState(i), action);
        }
    }

    private void SampleAtState(int start, int count, int lane)
    {
        var noise = Noise[Draw.CurrentAction];
        Span<float> action = stackalloc float[Resources.ActionDimension];
        var outputs = policy.AtState(States, start, count);
        for (var i = start; i < start + count; i++)
        {
            logPi[i] = head.Sample(head.Row(outputs, i - start), Action(noise, i), action);
            statePolicyAction.Write(i, State(i), action);
            stateAction.Write(i, State(i), Action(Batch.Actions, i));
        }
    }

    private void DifferentiatePolicy(int half, int lane)
    {
        var noise = Noise[Draw.CurrentAction];
        Span<float> actionGradient = stackalloc float[Resources.ActionDimension];
        var (start, count) = policy.RowsOf(half);
        var outputs = policy.Outputs(start, count);
        var gradients = headGradients.AsSpan(start * head.Outputs, count * head.Outputs);
        for (var i = start; i < start + count; i++)
        {
            var first = inputGradients[0].ActionOf(i);
            var second = inputGradients[1].ActionOf(i);
            for (var d = 0; d < actionGradient.Length; d++)
            {
                actionGradient[d] = first[d] + second[d];
            }

            head.Differentiate(
                head.Row(outputs, i - start), Action(noise, i), statePolicyAction.ActionOf(i), alpha / Batch.Size, actionGradient,
                gradients.Slice((i - start) * head.Outputs, head.Outputs));
        }

        policy.Backward(States, half, gradients, lane);
    }
}
