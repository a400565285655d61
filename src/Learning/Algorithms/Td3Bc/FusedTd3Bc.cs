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
    private readonly StateActionRows statePolicyAction; // (s, pi(s))
    private readonly StateActionRows[] inputGradients; // dL/d(s, pi(s)) through the first critic
    private readonly float[][] q;
    private readonly float[][] nextQ;
    private readonly float[][] policyQ; // of the first critic alone
    private readonly float[][] policyQGradients;
    private readonly float[] targets;
    private readonly float[] headGradients;
    private readonly double[] distances = new double[2]; // sums of (pi(s) - a)^2 over either half
    private readonly Action<int, int, int> actAtNextState;
    private readonly Action<int, int, int> actAtState;
    private readonly Action<int, int, int> joinActions;
    private readonly Action<int, int> differentiatePolicy;

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
            Resources, ["q1", "q2"], CriticEnsemble.QShape(Resources, config.CriticHidden), new CriticOptions(config.CriticLearningRate)));
        (stateAction, nextStateAction) = (Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)));
        statePolicyAction = Own(new StateActionRows(Resources));
        inputGradients = [Own(new StateActionRows(Resources))];
        (q, nextQ) = (critics.NewOutputs(), critics.NewOutputs());
        (policyQ, policyQGradients) = (critics.NewOutputs()[..1], critics.NewOutputs()[..1]);
        targets = new float[Resources.Capacity];
        headGradients = new float[Resources.Capacity * Resources.ActionDimension];
        (actAtNextState, actAtState, joinActions) = (ActAtNextState, ActAtState, JoinActions);
        differentiatePolicy = DifferentiatePolicy;
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        var updatesPolicy = config.UpdatesPolicy(Updates);
        policy.Evaluate(actAtNextState, updatesPolicy ? actAtState : joinActions);

        // Critics: towards r + gamma min_i Q'_i(s', a~).
        critics.Evaluate(CriticPass.Target(nextStateAction.View, nextQ), CriticPass.Trained(stateAction.View, q));
        CriticTargets.MinOf(nextQ, targets.AsSpan(0, Batch.Size));

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, targets, targets);
        figures.Clear(); // of the policy's, where it stands still
        if (updatesPolicy)
        {
            critics.Step(Updates, targets, config.Tau, CriticPass.Trained(statePolicyAction.View, policyQ));
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
        critics.InputGradient(policyQGradients, inputGradients);
        Lanes.Run(2, differentiatePolicy);
        policy.Step(config.PolicySteps(Updates), config.Tau);

        // A round's figure is the mean over its updates; in those without the policy it is 0, so that it counts more here.
        var cloningLoss = (distances[0] + distances[1]) / (Batch.Size * Resources.ActionDimension);
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
        JoinActions(start, count, lane);
        Span<float> action = stackalloc float[Resources.ActionDimension];
        var outputs = policy.AtState(States, start, count);
        for (var i = start; i < start + count; i++)
        {
            head.Act(Action(outputs, i - start), action);
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
        var width = Resources.ActionDimension;
        Span<float> gradient = stackalloc float[width];
        var (start, count) = policy.RowsOf(half);
        double distance = 0;
        for (var i = start; i < start + count; i++)
        {
            var action = statePolicyAction.ActionOf(i);
            var given = Action(Batch.Actions, i);
            var throughCritic = inputGradients[0].ActionOf(i);
            for (var d = 0; d < width; d++)
            {
                var difference = action[d] - given[d];
                distance += (double)difference * difference;
                gradient[d] = throughCritic[d] + 2 * difference / (Batch.Size * width);
            }

            head.Differentiate(action, gradient, headGradients.AsSpan(i * width, width));
        }

        distances[half] = distance;
        policy.Backward(States, half, headGradients.AsSpan(start * width, count * width), lane);
    }
}
