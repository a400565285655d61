using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>AWAC on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden files by tests.</summary>
public sealed unsafe class FusedAwac : FusedActorCritic
{
    private static readonly string[] Figures =
        ["critic_loss", "policy_loss", "q_mean", "advantage_mean", "weight_ess", "weight_max", "weight_clipped"];

    private readonly AwacConfig config;
    private readonly float[] logStd;
    private readonly float[] std;
    private readonly float[] means;
    private readonly float[] advantages;
    private readonly float[] weights;
    private readonly float[] headGradients;
    private readonly float[] stdGradients;
    private readonly float[] logLikelihood = new float[2];
    private readonly Action<int, int, int> evaluateCritic;
    private readonly Action<int> stepCritic;
    private readonly Action<int, int, int> reevaluateCritic;
    private readonly Action<int> weighLikelihood;

    /// <summary>Allocates a learner in the state <paramref name="initial"/>.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="observationDimension">Numbers per observation.</param>
    /// <param name="actionDimension">Numbers per action.</param>
    /// <param name="initial">Weights, targets, moments and counters to begin with.</param>
    /// <param name="on">How it uses the processor; the defaults where null.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedAwac(
        AwacConfig config, int observationDimension, int actionDimension, TrainingState initial,
        FusedExecution? on = null)
        : base(
            config, observationDimension, actionDimension, PolicyShape(config, observationDimension, actionDimension),
            config.PolicyWeightDecay, config.CriticMax, evaluatesCritics: true, on ?? new FusedExecution(), Figures)
    {
        this.config = config;
        var capacity = Math.Max(config.OfflineBatchSize, config.OnlineBatchSize);
        logStd = new float[actionDimension];
        std = new float[actionDimension];
        means = new float[capacity * actionDimension];
        advantages = new float[capacity];
        weights = new float[capacity];
        headGradients = new float[capacity * actionDimension];
        stdGradients = new float[2 * actionDimension];
        (evaluateCritic, stepCritic) = (EvaluateCritic, StepCritic);
        (reevaluateCritic, weighLikelihood) = (ReevaluateCritic, WeighLikelihood);
        Restore(initial);
    }

    /// <summary>The policy network's layout: means out, one free deviation parameter per action dimension.</summary>
    public static MlpShape PolicyShape(AwacConfig config, int observationDimension, int actionDimension) =>
        new(observationDimension, config.PolicyHidden, actionDimension, freeParameters: actionDimension);

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        ReadDeviations();
        SamplePolicy(); // a' ~ pi(.|s') and a~ ~ pi(.|s) or its mean

        var beforeStep = config.AdvantageCritics == AdvantageCritics.BeforeStep;
        InParallel(null, (beforeStep ? 3 : 2) * CriticBlocks.Count, evaluateCritic); // policy evaluation: targets and predictions
        for (var i = 0; i < Batch.Size; i++)
        {
            var next = MathF.Min(TargetQ[0][i], TargetQ[1][i]);
            Targets[i] = Batch.Rewards[i] + config.Gamma * Continues(i) * next;
        }

        var qMean = MeanQ(); // after the step, Q is evaluated anew for CORL's order
        if (beforeStep)
        {
            WeighAdvantages(figures);
            InParallel(stepCritic);
        }
        else
        {
            InParallel(stepCritic, 2 * CriticBlocks.Count, reevaluateCritic);
            WeighAdvantages(figures);
        }

        InParallel(weighLikelihood); // policy improvement: gradient of -mean w log pi(a|s)
        AddDeviationGradients();
        StepPolicy();

        figures[0] = (Critics[0].Loss + Critics[1].Loss) / 2;
        figures[1] = -(logLikelihood[0] + logLikelihood[1]) / Batch.Size;
        figures[2] = qMean;
    }

    private void ReadDeviations()
    {
        var free = Policy.Free;
        for (var d = 0; d < ActionDimension; d++)
        {
            logStd[d] = AwacDeviation.LogStd(config, free[d]);
            std[d] = MathF.Exp(logStd[d]);
        }
    }

    /// <inheritdoc />
    protected override void SampleNext(int start, int count, int thread)
    {
        Span<float> action = stackalloc float[ActionDimension];
        var outputs = Policy.Next(Start(Batch.NextObservations), start, count, Workspaces[thread]);
        for (var i = 0; i < count; i++)
        {
            Activate(Action(outputs, i), action);
            AddNoise(action, Action(Noise[Draw.NextAction], start + i));
            Join(NextStateAction, start + i, Observation(Batch.NextObservations, start + i), action);
        }
    }

    /// <inheritdoc />
    protected override void SampleCurrent(int start, int count)
    {
        Span<float> action = stackalloc float[ActionDimension];
        var outputs = Policy.Current(Start(Batch.Observations), start, count);
        for (var i = 0; i < count; i++)
        {
            var observation = Observation(Batch.Observations, start + i);
            var mean = means.AsSpan((start + i) * ActionDimension, ActionDimension);
            Activate(Action(outputs, i), mean);
            mean.CopyTo(action);
            if (config.ValueEstimate == ValueEstimate.Sampled)
            {
                AddNoise(action, Action(Noise[Draw.CurrentAction], start + i));
            }

            Join(StatePolicyAction, start + i, observation, action);
            Join(StateAction, start + i, observation, Action(Batch.Actions, start + i));
        }
    }

    private void Activate(ReadOnlySpan<float> output, Span<float> mean)
    {
        for (var d = 0; d < output.Length; d++)
        {
            mean[d] = config.MeanActivation == MeanActivation.Tanh ? MathF.Tanh(output[d]) : output[d];
        }
    }

    private void AddNoise(Span<float> action, ReadOnlySpan<float> noise)
    {
        for (var d = 0; d < action.Length; d++)
        {
            action[d] += std[d] * noise[d];
            if (config.ClampSampledActions)
            {
                action[d] = Math.Clamp(action[d], -1, 1);
            }
        }
    }

    /// <summary>Blocks of Q'_i(s', a'), then of Q_i(s, a), then, for an advantage before the step, of Q_i(s, a~).</summary>
    private void EvaluateCritic(int i, int block, int thread)
    {
        var (start, count) = CriticBlocks[block % CriticBlocks.Count];
        switch (block / CriticBlocks.Count)
        {
            case 0:
                Critics[i].EvaluateTarget(NextStateAction.Pointer, start, count, TargetQ[i], Workspaces[thread]);
                break;
            case 1:
                Critics[i].Forward(StateAction.Pointer, start, count, Q[i]);
                break;
            default:
                Critics[i].Evaluate(StatePolicyAction.Pointer, start, count, PolicyQ[i], Workspaces[thread]);
                break;
        }
    }

    /// <summary>Blocks of Q_i(s, a), then of Q_i(s, a~), by the critic after its step.</summary>
    private void ReevaluateCritic(int i, int block, int thread)
    {
        var (start, count) = CriticBlocks[block % CriticBlocks.Count];
        var (inputs, q) = block < CriticBlocks.Count ? (StateAction, Q[i]) : (StatePolicyAction, PolicyQ[i]);
        Critics[i].Evaluate(inputs.Pointer, start, count, q, Workspaces[thread]);
    }

    private void WeighAdvantages(Span<float> figures)
    {
        var size = Batch.Size;
        double sum = 0;
        for (var i = 0; i < size; i++)
        {
            var value = MathF.Min(PolicyQ[0][i], PolicyQ[1][i]);
            advantages[i] = MathF.Min(Q[0][i], Q[1][i]) - value;
            sum += advantages[i];
        }

        AdvantageWeights.Compute(config, advantages.AsSpan(0, size), weights.AsSpan(0, size), out var clipped);
        figures[3] = (float)(sum / size);
        figures[4] = AdvantageWeights.EffectiveShare(weights.AsSpan(0, size));
        figures[5] = AdvantageWeights.Largest(weights.AsSpan(0, size));
        figures[6] = (float)clipped / size;
    }

    private void WeighLikelihood(int half)
    {
        var (start, count) = Policy.Half(half);
        var gradient = headGradients.AsSpan(start * ActionDimension, count * ActionDimension);
        var stdGradient = stdGradients.AsSpan(half * ActionDimension, ActionDimension);
        stdGradient.Clear();
        double likelihood = 0;
        for (var i = 0; i < count; i++)
        {
            var action = Action(Batch.Actions, start + i);
            var weight = weights[start + i];
            double logDensity = 0;
            for (var d = 0; d < ActionDimension; d++)
            {
                var mean = means[(start + i) * ActionDimension + d];
                var z = (action[d] - mean) / std[d];
                logDensity += -0.5 * z * z - logStd[d] - 0.91893853320467274;
                var slope = config.MeanActivation == MeanActivation.Tanh ? 1 - mean * mean : 1;
                gradient[i * ActionDimension + d] = -weight / Batch.Size * z / std[d] * slope;
                stdGradient[d] -= weight / Batch.Size * (z * z - 1);
            }

            likelihood += weight * logDensity;
        }

        logLikelihood[half] = (float)likelihood;
        Policy.Backward(Start(Batch.Observations), half, gradient, Workspaces[half]);
    }

    private void AddDeviationGradients()
    {
        for (var d = 0; d < ActionDimension; d++)
        {
            var slope = AwacDeviation.Slope(config, Policy.Free[d]);
            Policy.FreeGradients(0)[d] = stdGradients[d] * slope;
            Policy.FreeGradients(1)[d] = stdGradients[ActionDimension + d] * slope;
        }
    }
}
