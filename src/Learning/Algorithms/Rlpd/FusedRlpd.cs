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
    private readonly float targetEntropy;
    private readonly FusedPolicy policy;
    private readonly TanhGaussianHead head;
    private readonly CriticEnsemble critics;
    private readonly ScalarAdam logAlpha;
    private readonly StateActionRows stateAction; // (s, a)
    private readonly StateActionRows nextStateAction; // (s', a'), a' ~ pi(.|s')
    private readonly StateActionRows statePolicyAction; // (s, a~), a~ ~ pi(.|s)
    private readonly StateActionRows[] inputGradients; // dL/d(s, a~) through each critic
    private readonly float[][] q;
    private readonly float[][] nextQ;
    private readonly float[]?[] chosenNextQ; // those of the critics whose targets count in this update
    private readonly float[][] policyQ;
    private readonly float[][] policyQGradients;
    private readonly float[] targets;
    private readonly float[] logPi;
    private readonly float[] nextLogPi;
    private readonly float[] headGradients;
    private readonly Action<int, int, int> sampleAtNextState;
    private readonly Action<int, int, int> sampleAtState;
    private readonly Action<int, int, int> joinActions;
    private readonly Action<int, int> differentiatePolicy;
    private float alpha;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedRlpd(RlpdConfig config, LearnerContext context)
        : base(config, context, Figures)
    {
        this.config = config;
        targetEntropy = config.AimedEntropy(Resources.ActionDimension);
        var shape = TanhGaussianHead.Shape(context.Dimensions, config.PolicyHidden);
        policy = Own(new FusedPolicy(Resources, shape, new Adam(config.PolicyLearningRate)));
        head = new TanhGaussianHead(Resources.ActionDimension, config.LogStdMin, config.LogStdMax);
        critics = Own(new CriticEnsemble(
            Resources, config.CriticNames, CriticEnsemble.QShape(Resources, config.CriticHidden, config.CriticLayerNorm),
            new CriticOptions(config.CriticLearningRate)));
        logAlpha = Own(new ScalarAdam("log_alpha", config.TemperatureLearningRate));
        (stateAction, nextStateAction) = (Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)));
        statePolicyAction = Own(new StateActionRows(Resources));
        inputGradients = [.. config.CriticNames.Select(_ => Own(new StateActionRows(Resources)))];
        (q, nextQ, policyQ, policyQGradients) = (critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs());
        chosenNextQ = new float[]?[config.Critics];
        targets = new float[Resources.Capacity];
        logPi = new float[Resources.Capacity];
        nextLogPi = new float[Resources.Capacity];
        headGradients = new float[Resources.Capacity * head.Outputs];
        (sampleAtNextState, sampleAtState, joinActions) = (SampleAtNextState, SampleAtState, JoinActions);
        differentiatePolicy = DifferentiatePolicy;
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        var updatesPolicy = config.UpdatesPolicy(Updates);
        alpha = MathF.Exp(logAlpha.Value);
        policy.Evaluate(sampleAtNextState, updatesPolicy ? sampleAtState : joinActions);

        // Critics: towards r + gamma (min_{some i} Q'_i(s', a') - alpha log pi(a'|s')).
        ChooseTargets();
        critics.Evaluate(CriticPass.Target(nextStateAction.View, chosenNextQ), CriticPass.Trained(stateAction.View, q));
        for (var i = 0; i < Batch.Size; i++)
        {
            targets[i] = CriticTargets.MinOf(nextQ, Noise.TargetCritics, i) - (config.EntropyBackup ? alpha * nextLogPi[i] : 0);
        }

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, targets, targets);
        figures.Clear(); // of the policy's, where it stands still
        if (updatesPolicy)
        {
            critics.Step(Updates, targets, config.Tau, CriticPass.Trained(statePolicyAction.View, policyQ));
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

    private void ChooseTargets()
    {
        Array.Clear(chosenNextQ);
        foreach (var critic in Noise.TargetCritics)
        {
            chosenNextQ[critic] = nextQ[critic];
        }
    }

    /// <summary>Down mean alpha log pi(a~|s) - mean_i Q_i(s, a~), and the temperature.</summary>
    private void UpdatePolicy(Span<float> figures)
    {
        foreach (var gradients in policyQGradients)
        {
            Array.Fill(gradients, -1f / (critics.Count * Batch.Size), 0, Batch.Size);
        }

        critics.InputGradient(policyQGradients, inputGradients);
        Lanes.Run(2, differentiatePolicy);
        policy.Step(config.PolicySteps(Updates));

        double logPiSum = 0;
        for (var i = 0; i < Batch.Size; i++)
        {
            logPiSum += logPi[i];
        }

        // The temperature: -log alpha (log pi + target entropy), whose gradient is entropy - target entropy.
        var entropy = (float)(-logPiSum / Batch.Size);
        logAlpha.Step(config.PolicySteps(Updates), entropy - targetEntropy);

        // A round's figure is the mean over its updates; in those without the policy it is 0, so that it counts more here.
        figures[1] = config.CriticSteps * (-alpha * entropy - CriticTargets.Mean(policyQ, Batch.Size));
        figures[4] = config.CriticSteps * entropy;
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
        JoinActions(start, count, lane);
        var noise = Noise[Draw.CurrentAction];
        Span<float> action = stackalloc float[Resources.ActionDimension];
        var outputs = policy.AtState(States, start, count);
        for (var i = start; i < start + count; i++)
        {
            logPi[i] = head.Sample(head.Row(outputs, i - start), Action(noise, i), action);
            statePolicyAction.Write(i, State(i), action);
        }
    }

    private void JoinActions(int start, int count, int lane)
    {
        for (var i = start; i < start + count; i++)
        {
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
            actionGradient.Clear();
            foreach (var throughCritic in inputGradients)
            {
                var ofAction = throughCritic.ActionOf(i);
                for (var d = 0; d < actionGradient.Length; d++)
                {
                    actionGradient[d] += ofAction[d];
                }
            }

            head.Differentiate(
                head.Row(outputs, i - start), Action(noise, i), statePolicyAction.ActionOf(i), alpha / Batch.Size, actionGradient,
                gradients.Slice((i - start) * head.Outputs, head.Outputs));
        }

        policy.Backward(States, half, gradients, lane);
    }
}
