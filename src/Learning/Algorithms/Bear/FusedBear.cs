using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Bear;

/// <summary>BEAR on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedBear : FusedLearner
{
    private readonly BearConfig config;
    private readonly FusedVae behaviour;
    private readonly FusedPolicy policy;
    private readonly TanhGaussianHead head;
    private readonly Discrepancy discrepancy;
    private readonly ScalarAdam multiplier; // its logarithm
    private readonly CriticEnsemble critics;
    private readonly StateActionRows stateAction; // (s, a)
    private readonly StateActionRows next; // (s', a'_j), a'_j of the target policy
    private readonly StateActionRows current; // (s, a_j), a_j of the policy
    private readonly StateActionRows[] inputGradients;
    private readonly float[][] q;
    private readonly float[][] nextQ;
    private readonly float[][] policyQ;
    private readonly float[][] policyQGradients;
    private readonly float[][] meanQ; // mean_j Q_i(s, a_j)
    private readonly float[][] meanQGradients;
    private readonly float[] targets;
    private readonly float[] mmd;
    private readonly float[] currentNoise; // clipped
    private readonly float[] rawActions; // a_j before their tanh
    private readonly float[] headGradients;
    private readonly Action<int, int, int> actAtNextState;
    private readonly Action<int, int, int> actAtState;
    private readonly Action<int, int> differentiateHalf;
    private bool isWarmUp;
    private float weight; // of the discrepancy in this update

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedBear(BearConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "mmd", "multiplier", "behaviour_loss"])
    {
        this.config = config;
        (stateAction, next, current) = (Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)));
        behaviour = Own(new FusedVae(Resources, config, stateAction));
        var shape = TanhGaussianHead.Shape(context.Dimensions, config.PolicyHidden);
        policy = Own(new FusedPolicy(Resources, shape, new Adam(config.PolicyLearningRate), hasTarget: true));
        head = new TanhGaussianHead(Resources.ActionDimension, config.LogStdMin, config.LogStdMax);
        discrepancy = new Discrepancy(Resources.ActionDimension, config.MmdActions, config.MmdSigma);
        multiplier = Own(new ScalarAdam("log_multiplier", config.MultiplierLearningRate));
        critics = Own(new CriticEnsemble(
            Resources, ["q1", "q2"], ActionShapes.Critic(context.Dimensions, config.CriticHidden), new CriticOptions(config.CriticLearningRate)));
        inputGradients = [Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources))];
        (q, nextQ, policyQ, policyQGradients) = (critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs());
        (meanQ, meanQGradients) = (critics.NewOutputs(), critics.NewOutputs());
        (targets, mmd) = (new float[Resources.Capacity], new float[Resources.Capacity]);
        currentNoise = new float[Resources.Capacity * Resources.ActionDimension];
        rawActions = new float[currentNoise.Length];
        headGradients = new float[Resources.Capacity * head.Outputs];
        (actAtNextState, actAtState, differentiateHalf) = (ActAtNextState, ActAtState, DifferentiateHalf);
        Restore(context.Initial);
    }

    private int Samples => config.MmdActions;

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        // The behaviour model b: rebuild the data's actions. It writes the rows (s, a), too.
        figures[5] = behaviour.Fit(Updates, Batch, Noise[BearAlgorithm.EncoderNoise]);
        behaviour.Sample(Noise[BearAlgorithm.DecoderNoise]);

        // Critics: y = r + gamma (1 - terminated) max_j (share min_i + (1 - share) max_i) Qtarget_i(s', a'_j), a'_j of the target policy.
        policy.Evaluate(actAtNextState, actAtState);
        critics.Begin(Batch.Size * config.TargetActions);
        critics.Evaluate(CriticPass.Target(next.View, nextQ));
        TakeBest();
        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, targets, targets);
        critics.Begin(Batch.Size);
        critics.Evaluate(CriticPass.Trained(stateAction.View, q));
        critics.Step(Updates, targets, config.Tau);
        figures[0] = critics.Loss;
        figures[2] = CriticTargets.Mean(q, Batch.Size);

        // Policy: minimise multiplier MMD(pi, b) - min_i mean_j Q_i(s, a_j) with the critics just trained; at first without the critics.
        isWarmUp = config.IsWarmUp(Updates);
        weight = MathF.Exp(multiplier.Value);
        var value = isWarmUp ? 0 : DifferentiateValue();
        Lanes.Run(2, differentiateHalf);
        policy.Step(Updates, config.Tau);

        // Multiplier: an MMD above its threshold makes it grow, within bounds.
        var discrepancyMean = MeanOf(mmd.AsSpan(0, Batch.Size));
        multiplier.Step(Updates, -weight * (discrepancyMean - config.MmdThreshold));
        multiplier.Clamp(config.LogMultiplierMin, config.LogMultiplierMax);

        figures[1] = weight * discrepancyMean - value;
        figures[3] = discrepancyMean;
        figures[4] = weight;
    }

    /// <summary>The best over a state's actions of the mixture of the least and the largest critic.</summary>
    private void TakeBest()
    {
        for (var i = 0; i < Batch.Size; i++)
        {
            var best = float.NegativeInfinity;
            for (var row = i * config.TargetActions; row < (i + 1) * config.TargetActions; row++)
            {
                var (first, second) = (nextQ[0][row], nextQ[1][row]);
                best = MathF.Max(best, config.LeastShare * MathF.Min(first, second) + (1 - config.LeastShare) * MathF.Max(first, second));
            }

            targets[i] = best;
        }
    }

    /// <summary>min_i mean_j Q_i(s, a_j), its mean over the batch, and the gradient of that's negative with regard to the actions.</summary>
    private float DifferentiateValue()
    {
        critics.Begin(Batch.Size * Samples);
        critics.Evaluate(CriticPass.Trained(current.View, policyQ));
        for (var critic = 0; critic < critics.Count; critic++)
        {
            for (var i = 0; i < Batch.Size; i++)
            {
                meanQ[critic][i] = MeanOf(policyQ[critic].AsSpan(i * Samples, Samples));
            }
        }

        CriticTargets.MinGradient(meanQ, -1f / (Batch.Size * Samples), Batch.Size, meanQGradients);
        for (var critic = 0; critic < critics.Count; critic++)
        {
            for (var i = 0; i < Batch.Size; i++)
            {
                policyQGradients[critic].AsSpan(i * Samples, Samples).Fill(meanQGradients[critic][i]);
            }
        }

        critics.InputGradient(policyQGradients, inputGradients);
        return CriticTargets.MeanOfMin(meanQ, Batch.Size);
    }

    private void ActAtNextState(int start, int count, int lane)
    {
        var noise = Noise[BearAlgorithm.NextNoise];
        var outputs = policy.AtNextState(NextStates, start, count, lane);
        for (var row = start * config.TargetActions; row < (start + count) * config.TargetActions; row++)
        {
            var transition = row / config.TargetActions;
            head.SampleAction(head.Row(outputs, transition - start), Action(noise, row), next.Begin(row, NextState(transition)));
        }
    }

    private void ActAtState(int start, int count, int lane)
    {
        var noise = Noise[BearAlgorithm.CurrentNoise];
        var outputs = policy.AtState(States, start, count);
        for (var row = start * Samples; row < (start + count) * Samples; row++)
        {
            var transition = row / Samples;
            var clipped = ActionOf(currentNoise, row);
            var raw = ActionOf(rawActions, row);
            for (var d = 0; d < clipped.Length; d++)
            {
                clipped[d] = Math.Clamp(noise[row * clipped.Length + d], -BearConfig.LargestNoise, BearConfig.LargestNoise);
            }

            head.SampleRaw(head.Row(outputs, transition - start), clipped, raw);
            TanhGaussianHead.Squash(raw, current.Begin(row, State(transition)));
        }
    }

    /// <summary>MMD(pi, b) of the rows of a half between actions before their tanh: beyond it there is no gradient at the bounds. And the policy's gradient.</summary>
    private void DifferentiateHalf(int half, int lane)
    {
        var (start, count) = policy.RowsOf(half);
        var outputs = policy.Outputs(start, count);
        var gradients = headGradients.AsSpan(start * head.Outputs, count * head.Outputs);
        gradients.Clear();
        var width = Samples * Resources.ActionDimension;
        Span<float> rawGradients = stackalloc float[width];
        Span<float> ofAction = stackalloc float[Resources.ActionDimension];
        for (var i = start; i < start + count; i++)
        {
            mmd[i] = discrepancy.Of(behaviour.RawActions.Slice(i * width, width), rawActions.AsSpan(i * width, width), rawGradients);
            for (var j = 0; j < Samples; j++)
            {
                var row = i * Samples + j;
                var ofRaw = rawGradients.Slice(j * ofAction.Length, ofAction.Length);
                if (!isWarmUp)
                {
                    StateActionRows.SumOfActions(inputGradients, row, ofAction);
                }

                var action = current.ActionOf(row);
                for (var d = 0; d < ofRaw.Length; d++)
                {
                    ofRaw[d] = weight / Batch.Size * ofRaw[d] + (isWarmUp ? 0 : ofAction[d] * (1 - action[d] * action[d]));
                }

                head.AddRaw(head.Row(outputs, i - start), ActionOf(currentNoise, row), ofRaw, gradients.Slice((i - start) * head.Outputs, head.Outputs));
            }
        }

        policy.Backward(States, half, gradients, lane);
    }

    private Span<float> ActionOf(float[] actions, int row) => actions.AsSpan(row * Resources.ActionDimension, Resources.ActionDimension);

    private static float MeanOf(ReadOnlySpan<float> numbers)
    {
        double sum = 0;
        foreach (var number in numbers)
        {
            sum += number;
        }

        return (float)(sum / numbers.Length);
    }
}
