using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms.Sac;

/// <summary>SAC on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed unsafe class FusedSac : FusedActorCritic
{
    private const float HalfLogTwoPi = 0.91893853320467274f;
    private const float Ln2 = 0.69314718055994531f;
    private static readonly string[] Figures = ["critic_loss", "policy_loss", "q_mean", "alpha", "entropy"];

    private readonly SacConfig config;
    private readonly float targetEntropy;
    private readonly float[] squashed;
    private readonly float[] logPi;
    private readonly float[] nextLogPi;
    private readonly float[] headGradients;
    private readonly float[][] qGradients;
    private readonly NativeBuffer[] inputGradients;
    private readonly Action<int, int, int> evaluateCritic;
    private readonly Action<int> stepCritic;
    private readonly Action<int, int, int> reevaluateCritic;
    private readonly Action<int> differentiateCritic;
    private readonly Action<int> differentiatePolicy;
    private readonly NativeBuffer temperature = new(4); // log alpha, its gradient, Adam's m and v
    private float alpha;

    /// <summary>Allocates a learner in the state <paramref name="initial"/>.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="observationDimension">Numbers per observation.</param>
    /// <param name="actionDimension">Numbers per action.</param>
    /// <param name="initial">Weights, targets, moments and counters to begin with.</param>
    /// <param name="on">How it uses the processor; the defaults where null.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedSac(
        SacConfig config, int observationDimension, int actionDimension, TrainingState initial,
        FusedExecution? on = null)
        : base(
            config, observationDimension, actionDimension, PolicyShape(config, observationDimension, actionDimension),
            policyWeightDecay: 0, criticMax: null, evaluatesCritics: false, on ?? new FusedExecution(), Figures)
    {
        this.config = config;
        targetEntropy = config.TargetEntropy ?? -actionDimension;
        var capacity = Math.Max(config.OfflineBatchSize, config.OnlineBatchSize);
        squashed = new float[capacity * actionDimension];
        logPi = new float[capacity];
        nextLogPi = new float[capacity];
        headGradients = new float[capacity * 2 * actionDimension];
        qGradients = [new float[capacity], new float[capacity]];
        inputGradients = [new NativeBuffer(capacity * InputWidth), new NativeBuffer(capacity * InputWidth)];
        (evaluateCritic, stepCritic, reevaluateCritic) = (EvaluateCritic, StepCritic, ReevaluateCritic);
        (differentiateCritic, differentiatePolicy) = (DifferentiateCritic, DifferentiatePolicy);
        Restore(initial);
    }

    /// <summary>The policy network's layout: means and log standard deviations out.</summary>
    public static MlpShape PolicyShape(SacConfig config, int observationDimension, int actionDimension) =>
        new(observationDimension, config.PolicyHidden, 2 * actionDimension);

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        alpha = MathF.Exp(temperature.Span[0]);
        SamplePolicy(); // a' ~ pi(.|s') and a~ ~ pi(.|s), with their log densities

        InParallel(null, 2 * CriticBlocks.Count, evaluateCritic); // soft policy evaluation
        for (var i = 0; i < Batch.Size; i++)
        {
            var next = MathF.Min(TargetQ[0][i], TargetQ[1][i]) - alpha * nextLogPi[i];
            Targets[i] = Batch.Rewards[i] + config.Gamma * Continues(i) * next;
        }

        InParallel(stepCritic, CriticBlocks.Count, reevaluateCritic);

        double policyLoss = 0; // soft policy improvement: mean alpha log pi(a~|s) - min_i Q_i(s, a~)
        double entropy = 0;
        for (var i = 0; i < Batch.Size; i++)
        {
            var (q1, q2) = (PolicyQ[0][i], PolicyQ[1][i]);
            policyLoss += alpha * logPi[i] - MathF.Min(q1, q2);
            entropy -= logPi[i];
            var share = q1 == q2 ? 0.5f : 1;
            qGradients[0][i] = q1 <= q2 ? -share / Batch.Size : 0;
            qGradients[1][i] = q2 <= q1 ? -share / Batch.Size : 0;
        }

        InParallel(differentiateCritic);
        InParallel(differentiatePolicy);
        StepPolicy();
        StepTemperature((float)(entropy / Batch.Size));

        figures[0] = (Critics[0].Loss + Critics[1].Loss) / 2;
        figures[1] = (float)(policyLoss / Batch.Size);
        figures[2] = MeanQ();
        figures[3] = alpha;
        figures[4] = (float)(entropy / Batch.Size);
    }

    /// <inheritdoc />
    protected override void CaptureExtra(IDictionary<string, StateTensor> tensors)
    {
        tensors["log_alpha"] = new StateTensor([1], [temperature.Span[0]]);
        tensors["adam.m.log_alpha"] = new StateTensor([1], [temperature.Span[2]]);
        tensors["adam.v.log_alpha"] = new StateTensor([1], [temperature.Span[3]]);
    }

    /// <inheritdoc />
    protected override void RestoreExtra(TrainingState state)
    {
        temperature.Span[0] = state.Get("log_alpha", 1).Data[0];
        temperature.Span[2] = state.Get("adam.m.log_alpha", 1).Data[0];
        temperature.Span[3] = state.Get("adam.v.log_alpha", 1).Data[0];
    }

    /// <inheritdoc />
    protected override void DisposeExtra()
    {
        inputGradients[0].Dispose();
        inputGradients[1].Dispose();
        temperature.Dispose();
    }

    /// <inheritdoc />
    protected override void SampleNext(int start, int count, int thread)
    {
        Span<float> action = stackalloc float[ActionDimension];
        var outputs = Policy.Next(Start(Batch.NextObservations), start, count, Workspaces[thread]);
        for (var i = start; i < start + count; i++)
        {
            nextLogPi[i] = Sample(Head(outputs, i - start), Action(Noise[Draw.NextAction], i), action);
            Join(NextStateAction, i, Observation(Batch.NextObservations, i), action);
        }
    }

    /// <inheritdoc />
    protected override void SampleCurrent(int start, int count)
    {
        Span<float> action = stackalloc float[ActionDimension];
        var outputs = Policy.Current(Start(Batch.Observations), start, count);
        for (var i = start; i < start + count; i++)
        {
            var observation = Observation(Batch.Observations, i);
            logPi[i] = Sample(Head(outputs, i - start), Action(Noise[Draw.CurrentAction], i), action);
            action.CopyTo(squashed.AsSpan(i * ActionDimension));
            Join(StatePolicyAction, i, observation, action);
            Join(StateAction, i, observation, Action(Batch.Actions, i));
        }
    }

    private ReadOnlySpan<float> Head(ReadOnlySpan<float> output, int row) => output.Slice(row * 2 * ActionDimension, 2 * ActionDimension);

    /// <summary>a = tanh(u), u = mean + std noise; returns log pi(a|s) with the change of variables in its stable form.</summary>
    private float Sample(ReadOnlySpan<float> head, ReadOnlySpan<float> noise, Span<float> action)
    {
        float logDensity = 0;
        for (var d = 0; d < ActionDimension; d++)
        {
            var logStd = Math.Clamp(head[ActionDimension + d], config.LogStdMin, config.LogStdMax);
            var u = head[d] + MathF.Exp(logStd) * noise[d];
            action[d] = MathF.Tanh(u);
            logDensity += -0.5f * noise[d] * noise[d] - logStd - HalfLogTwoPi - 2 * (Ln2 - u - Softplus(-2 * u));
        }

        return logDensity;
    }

    /// <summary>Blocks of Q'_i(s', a'), then of Q_i(s, a).</summary>
    private void EvaluateCritic(int i, int block, int thread)
    {
        var (start, count) = CriticBlocks[block % CriticBlocks.Count];
        if (block < CriticBlocks.Count)
        {
            Critics[i].EvaluateTarget(NextStateAction.Pointer, start, count, TargetQ[i], Workspaces[thread]);
        }
        else
        {
            Critics[i].Forward(StateAction.Pointer, start, count, Q[i]);
        }
    }

    /// <summary>Blocks of Q_i(s, a~) by the critic after its step.</summary>
    private void ReevaluateCritic(int i, int block, int thread)
    {
        var (start, count) = CriticBlocks[block];
        Critics[i].Forward(StatePolicyAction.Pointer, start, count, PolicyQ[i]);
    }

    private void DifferentiateCritic(int i) => Critics[i].InputGradient(
        StatePolicyAction.Pointer, qGradients[i].AsSpan(0, Batch.Size), inputGradients[i].Pointer, Workspaces[i]);

    private void DifferentiatePolicy(int half)
    {
        var (start, count) = Policy.Half(half);
        var outputs = Policy.Outputs(start, count);
        var gradients = headGradients.AsSpan(start * 2 * ActionDimension, count * 2 * ActionDimension);
        for (var i = start; i < start + count; i++)
        {
            var head = Head(outputs, i - start);
            var gradient = gradients.Slice((i - start) * 2 * ActionDimension, 2 * ActionDimension);
            var actionOffset = i * InputWidth + ObservationDimension;
            for (var d = 0; d < ActionDimension; d++)
            {
                var a = squashed[i * ActionDimension + d];
                var criticSlope = inputGradients[0].Span[actionOffset + d] + inputGradients[1].Span[actionOffset + d];
                var slope = alpha / Batch.Size * 2 * a + criticSlope * (1 - a * a); // dL/du
                var raw = head[ActionDimension + d];
                var inside = raw >= config.LogStdMin && raw <= config.LogStdMax;
                var std = MathF.Exp(Math.Clamp(raw, config.LogStdMin, config.LogStdMax));
                gradient[d] = slope;
                gradient[ActionDimension + d] =
                    inside ? slope * std * Noise[Draw.CurrentAction][i * ActionDimension + d] - alpha / Batch.Size : 0;
            }
        }

        Policy.Backward(Start(Batch.Observations), half, gradients, Workspaces[half]);
    }

    /// <summary>One Adam step on mean -log alpha (log pi + target entropy): its gradient is entropy - target entropy.</summary>
    private void StepTemperature(float entropy)
    {
        var values = temperature.Pointer;
        values[1] = entropy - targetEntropy;
        new Adam(config.TemperatureLearningRate).Step(Updates, values, values + 1, values + 2, values + 3, 1);
    }

    private static float Softplus(float x) => MathF.Max(x, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(x)));
}
