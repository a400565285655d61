using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Rebrac;

/// <summary>ReBRAC on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedRebrac : FusedLearner
{
    private static readonly string[] Figures = ["critic_loss", "policy_loss", "q_mean", "next_distance", "distance"];

    private readonly RebracConfig config;
    private readonly FusedPolicy policy;
    private readonly DeterministicHead head;
    private readonly CriticEnsemble critics;
    private readonly StateActionRows stateAction; // (s, a)
    private readonly StateActionRows nextStateAction; // (s', a~)
    private readonly DeterministicImprovement improvement; // (s, pi(s))
    private readonly float[][] q;
    private readonly float[][] nextQ;
    private readonly float[][] policyQ;
    private readonly float[][] policyQGradients;
    private readonly float[] nextDistances; // |a~ - a'|^2
    private readonly float[] targets;
    private readonly Action<int, int, int> actAtNextState;
    private readonly Action<int, int, int> actAtState;
    private readonly Action<int, int, int> joinActions;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedRebrac(RebracConfig config, LearnerContext context)
        : base(config, context, Figures)
    {
        this.config = config;
        var shape = DeterministicHead.Shape(context.Dimensions, config.PolicyHidden);
        policy = Own(new FusedPolicy(Resources, shape, new Adam(config.PolicyLearningRate), hasTarget: true));
        head = new DeterministicHead(Resources.ActionDimension);
        critics = Own(new CriticEnsemble(
            Resources, ["q1", "q2"], ActionShapes.Critic(context.Dimensions, config.CriticHidden, config.CriticLayerNorm),
            new CriticOptions(config.CriticLearningRate)));
        (stateAction, nextStateAction) = (Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)));
        improvement = Own(new DeterministicImprovement(Resources, policy, head, critics.Count));
        (q, nextQ, policyQ, policyQGradients) = (critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs());
        nextDistances = new float[Resources.Capacity];
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

        // Critics: towards r + gamma (min_i Q'_i(s', a~) - beta 2 |a~ - a'|^2).
        critics.Evaluate(CriticPass.Target(nextStateAction.View, nextQ), CriticPass.Trained(stateAction.View, q));
        double nextDistance = 0;
        for (var i = 0; i < Batch.Size; i++)
        {
            nextDistance += nextDistances[i];
            targets[i] = CriticTargets.MinOf(nextQ, i) - config.CriticPenalty * nextDistances[i];
        }

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
        figures[3] = (float)(nextDistance / Batch.Size);
    }

    /// <summary>Down beta 1 |pi(s) - a|^2 - min_i Q_i(s, pi(s)) / mean |min_i Q_i(s, pi(s))|, the divisor a constant.</summary>
    private void UpdatePolicy(Span<float> figures)
    {
        double sum = 0;
        double magnitude = 0;
        for (var i = 0; i < Batch.Size; i++)
        {
            var least = CriticTargets.MinOf(policyQ, i);
            sum += least;
            magnitude += Math.Abs(least);
        }

        CriticTargets.MinGradient(policyQ, (float)(-1 / magnitude), Batch.Size, policyQGradients);
        critics.InputGradient(policyQGradients, improvement.InputGradients);
        var distance = improvement.Step(config.PolicySteps(Updates), config.Tau, config.PolicyPenalty, divisor: Batch.Size) / Batch.Size;

        // A round's figure is the mean over its updates; in those without the policy it is 0, so that it counts more here.
        figures[1] = config.PolicyDelay * (float)(config.PolicyPenalty * distance - sum / magnitude);
        figures[4] = config.PolicyDelay * (float)distance;
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
            var given = Action(Batch.NextActions, i);
            var distance = 0f;
            for (var d = 0; d < action.Length; d++)
            {
                distance += (action[d] - given[d]) * (action[d] - given[d]);
            }

            nextDistances[i] = distance * Batch.HasNextAction[i]; // unknown where an episode ends or breaks off
        }
    }

    private void ActAtState(int start, int count, int lane)
    {
        improvement.Act(start, count);
        JoinActions(start, count, lane);
    }

    private void JoinActions(int start, int count, int lane) => WriteBatch(stateAction, start, count);
}
