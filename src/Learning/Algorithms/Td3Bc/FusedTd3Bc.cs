using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Td3Bc;

/// <summary>TD3+BC on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedTd3Bc : FusedLearner
{
    private static readonly string[] Figures = ["critic_loss", "policy_loss", "q_mean", "q_weight", "cloning_loss"];

    private readonly Td3BcConfig config;
    private readonly FusedPolicy policy;
    private readonly DeterministicHead head;
    private readonly CriticEnsemble critics;
    private readonly StateActionRows stateAction; // (s, a)
    private readonly StateActionRows nextStateAction; // (s', a~), a~ = pi'(s') with clipped noise
    private readonly DeterministicImprovement improvement; // (s, pi(s))
    private readonly float[][] q;
    private readonly float[][] nextQ;
    private readonly float[][] policyQ; // of the first critic alone
    private readonly float[][] policyQGradients;
    private readonly float[] targets;
    private readonly Action<int, int, int> actAtNextState;
    private readonly Action<int, int, int> actAtState;
    private readonly Action<int, int, int> joinActions;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedTd3Bc(Td3BcConfig config, LearnerContext context)
        : base(config, context, Figures)
    {
        this.config = config;
        var shape = DeterministicHead.Shape(context.Dimensions, config.PolicyHidden);
        policy = Own(new FusedPolicy(Resources, shape, new Adam(config.PolicyLearningRate), hasTarget: true));
        head = new DeterministicHead(Resources.ActionDimension);
        critics = Own(new CriticEnsemble(
            Resources, ["q1", "q2"], ActionShapes.Critic(context.Dimensions, config.CriticHidden), new CriticOptions(config.CriticLearningRate)));
        (stateAction, nextStateAction) = (Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)));
        improvement = Own(new DeterministicImprovement(Resources, policy, head, critics: 1));
        (q, nextQ) = (critics.NewOutputs(), critics.NewOutputs());
        (policyQ, policyQGradients) = (critics.NewOutputs()[..1], critics.NewOutputs()[..1]);
        targets = new float[Resources.Capacity];
        (actAtNextState, actAtState, joinActions) = (ActAtNextState, ActAtState, JoinActions);
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        var updatesPolicy = config.UpdatesPolicy(Updates);
        improvement.Begin(Batch);
        policy.Evaluate(actAtNextState, updatesPolicy ? actAtState : joinActions);

        // Critics: towards r + gamma min_i Q'_i(s', a~).
        critics.Evaluate(CriticPass.Target(nextStateAction.View, nextQ), CriticPass.Trained(stateAction.View, q));
        CriticTargets.MinOf(nextQ, targets.AsSpan(0, Batch.Size));

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, targets, targets);
        figures.Clear(); // of the policy's, where it stands still
        if (updatesPolicy)
        {
            critics.Step(Updates, targets, config.Tau, CriticPass.Trained(improvement.Rows.View, policyQ));
            UpdatePolicy(figures);
        }
        else
        {
            critics.Step(Updates, targets, tau: null);
        }

        figures[0] = critics.Loss;
        figures[2] = CriticTargets.Mean(q, Batch.Size);
    }

    /// <summary>Down -lambda mean Q1(s, pi(s)) + mean (pi(s) - a)^2, lambda = alpha / mean |Q1(s, pi(s))| a constant.</summary>
    private void UpdatePolicy(Span<float> figures)
    {
        double sum = 0;
        double magnitude = 0;
        for (var i = 0; i < Batch.Size; i++)
        {
            sum += policyQ[0][i];
            magnitude += Math.Abs(policyQ[0][i]);
        }

        var lambda = config.Alpha / (float)(magnitude / Batch.Size);
        Array.Fill(policyQGradients[0], -lambda / Batch.Size, 0, Batch.Size);
        critics.InputGradient(policyQGradients, improvement.InputGradients);
        var numbers = Batch.Size * Resources.ActionDimension;
        var cloningLoss = improvement.Step(config.PolicySteps(Updates), config.Tau, weight: 1, divisor: numbers) / numbers;

        // A round's figure is the mean over its updates; in those without the policy it is 0, so that it counts more here.
        figures[1] = config.PolicyDelay * (float)(cloningLoss - lambda * (sum / Batch.Size));
        figures[3] = config.PolicyDelay * lambda;
        figures[4] = config.PolicyDelay * (float)cloningLoss;
    }

    private void ActAtNextState(int start, int count, int lane)
    {
        var noise = Noise[Draw.NextAction];
        Span<float> action = stackalloc float[Resources.ActionDimension];
        var outputs = policy.AtNextState(NextStates, start, count, lane);
        for (var i = start; i < start + count; i++)
        {
            head.ActSmoothed(Action(outputs, i - start), Action(noise, i), config.TargetNoise, config.TargetNoiseClip, action);
            nextStateAction.Write(i, NextState(i), action);
        }
    }

    private void ActAtState(int start, int count, int lane)
    {
        improvement.Act(start, count);
        JoinActions(start, count, lane);
    }

    private void JoinActions(int start, int count, int lane) => WriteBatch(stateAction, start, count);
}
