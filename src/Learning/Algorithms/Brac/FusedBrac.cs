using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Brac;

/// <summary>BRAC on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedBrac : FusedLearner
{
    private readonly BracConfig config;
    private readonly FusedPolicy policy;
    private readonly BehaviourModel behaviour;
    private readonly TanhGaussianHead head;
    private readonly SquashedDivergence divergence;
    private readonly CriticEnsemble critics;
    private readonly StateActionRows stateAction; // (s, a)
    private readonly StateActionRows next; // (s', a'), a' the first of the policy's actions at s'
    private readonly StateActionRows current; // (s, a~), a~ the first of its actions at s
    private readonly StateActionRows[] inputGradients;
    private readonly float[][] q;
    private readonly float[][] nextQ;
    private readonly float[][] policyQ;
    private readonly float[][] policyQGradients;
    private readonly float[] targets;
    private readonly float[] nextDivergence; // D(s'), 0 where it costs nothing
    private readonly float[] currentDivergence; // D(s)
    private readonly float[] headGradients;
    private readonly Action<int, int, int> actAtNextState;
    private readonly Action<int, int, int> actAtState;
    private readonly Action<int, int> differentiateHalf;
    private bool isWarmUp;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedBrac(BracConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "divergence", "behaviour_likelihood"])
    {
        this.config = config;
        var shape = TanhGaussianHead.Shape(context.Dimensions, config.PolicyHidden);
        policy = Own(new FusedPolicy(Resources, shape, new Adam(config.PolicyLearningRate)));
        head = new TanhGaussianHead(Resources.ActionDimension, config.LogStdMin, config.LogStdMax);
        divergence = new SquashedDivergence(Resources.ActionDimension, config.LogStdMin, config.LogStdMax, Samples);
        behaviour = Own(new BehaviourModel(Resources, shape, head, config.BehaviourLearningRate));
        critics = Own(new CriticEnsemble(
            Resources, ["q1", "q2"], ActionShapes.Critic(context.Dimensions, config.CriticHidden), new CriticOptions(config.CriticLearningRate)));
        (stateAction, next, current) = (Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)));
        inputGradients = [Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources))];
        (q, nextQ, policyQ, policyQGradients) = (critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs());
        (targets, nextDivergence, currentDivergence) = (new float[Resources.Capacity], new float[Resources.Capacity], new float[Resources.Capacity]);
        headGradients = new float[Resources.Capacity * head.Outputs];
        (actAtNextState, actAtState, differentiateHalf) = (ActAtNextState, ActAtState, DifferentiateHalf);
        Restore(context.Initial);
    }

    private int Samples => config.DivergenceActions;

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        // The behaviour model: maximum likelihood of the data's actions, in the first updates.
        isWarmUp = config.IsWarmUp(Updates);
        behaviour.Fit(isWarmUp ? Updates : null, Batch);

        // Critics: y = r + gamma (1 - terminated) (min_i Qtarget_i(s', a') - alpha D(s')).
        policy.Evaluate(actAtNextState, actAtState);
        critics.Evaluate(CriticPass.Target(next.View, nextQ), CriticPass.Trained(stateAction.View, q));
        for (var i = 0; i < Batch.Size; i++)
        {
            targets[i] = CriticTargets.MinOf(nextQ, i) - config.DivergenceWeight * nextDivergence[i];
        }

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, targets, targets);
        figures[2] = CriticTargets.Mean(q, Batch.Size);

        // Policy: minimise alpha D(s) - min_i Q_i(s, a~); at first without the critics.
        if (isWarmUp)
        {
            critics.Step(Updates, targets, config.Tau);
        }
        else
        {
            critics.Step(Updates, targets, config.Tau, CriticPass.Trained(current.View, policyQ));
            CriticTargets.MinGradient(policyQ, -1f / Batch.Size, Batch.Size, policyQGradients);
            critics.InputGradient(policyQGradients, inputGradients);
        }

        Lanes.Run(2, differentiateHalf);
        policy.Step(Updates);

        figures[0] = critics.Loss;
        (figures[1], figures[3]) = Losses();
        figures[4] = behaviour.Likelihood;
    }

    /// <summary>The policy's loss, and mean D(s).</summary>
    private (float Policy, float Divergence) Losses()
    {
        double value = 0, sum = 0;
        for (var i = 0; i < Batch.Size; i++)
        {
            value += isWarmUp ? 0 : CriticTargets.MinOf(policyQ, i);
            sum += currentDivergence[i];
        }

        return ((float)((config.DivergenceWeight * sum - value) / Batch.Size), (float)(sum / Batch.Size));
    }

    private void ActAtNextState(int start, int count, int lane)
    {
        var outputs = policy.AtNextState(NextStates, start, count, lane);
        var model = config.ValuePenalty ? behaviour.AtNextState(NextStates, start, count, lane) : [];
        var noise = Noise[BracAlgorithm.NextNoise];
        for (var row = start; row < start + count; row++)
        {
            var ofPolicy = head.Row(outputs, row - start);
            head.Sample(ofPolicy, Action(noise, row * Samples), next.Begin(row, NextState(row)));
            nextDivergence[row] = config.ValuePenalty ? divergence.Of(ofPolicy, head.Row(model, row - start), OfRow(noise, row)) : 0;
        }
    }

    private void ActAtState(int start, int count, int lane)
    {
        var outputs = policy.AtState(States, start, count);
        var noise = Noise[BracAlgorithm.CurrentNoise];
        for (var row = start; row < start + count; row++)
        {
            head.Sample(head.Row(outputs, row - start), Action(noise, row * Samples), current.Begin(row, State(row)));
        }

        WriteBatch(stateAction, start, count);
    }

    /// <summary>D(s) of the rows of a half, and its gradient with that of the critics through the policy's actions.</summary>
    private void DifferentiateHalf(int half, int lane)
    {
        var (start, count) = policy.RowsOf(half);
        var outputs = policy.Outputs(start, count);
        var model = behaviour.AtState(start, count);
        var gradients = headGradients.AsSpan(start * head.Outputs, count * head.Outputs);
        gradients.Clear();
        Span<float> actionGradient = stackalloc float[Resources.ActionDimension];
        var noise = Noise[BracAlgorithm.CurrentNoise];
        for (var row = start; row < start + count; row++)
        {
            var ofPolicy = head.Row(outputs, row - start);
            var gradient = gradients.Slice((row - start) * head.Outputs, head.Outputs);
            if (!isWarmUp)
            {
                StateActionRows.SumOfActions(inputGradients, row, actionGradient);
                head.Differentiate(ofPolicy, Action(noise, row * Samples), current.ActionOf(row), entropyWeight: 0, actionGradient, gradient);
            }

            currentDivergence[row] = divergence.Add(
                ofPolicy, head.Row(model, row - start), OfRow(noise, row), config.DivergenceWeight / Batch.Size, gradient);
        }

        policy.Backward(States, half, gradients, lane);
    }

    /// <summary>The noise of all samples of a row.</summary>
    private ReadOnlySpan<float> OfRow(float[] noise, int row) =>
        noise.AsSpan(row * Samples * Resources.ActionDimension, Samples * Resources.ActionDimension);
}
