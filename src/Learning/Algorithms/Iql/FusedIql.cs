using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Iql;

/// <summary>IQL on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedIql : FusedLearner
{
    private static readonly string[] Figures =
        ["critic_loss", "policy_loss", "q_mean", "value_loss", "v_mean", "advantage_mean", "weight_ess", "weight_max", "weight_clipped"];

    private readonly IqlConfig config;
    private readonly FusedPolicy policy;
    private readonly GaussianHead head;
    private readonly CriticEnsemble critics;
    private readonly CriticEnsemble value;
    private readonly StateActionRows stateAction; // (s, a)
    private readonly float[][] q;
    private readonly float[][] targetQ;
    private readonly float[][] v;
    private readonly float[][] nextV;
    private readonly float[] leastQ;
    private readonly float[] targets;
    private readonly float[] weights;
    private readonly float[] logLikelihood = new float[2];
    private readonly Action<int, int, int> evaluateAtState;
    private readonly Action<int, int> weighLikelihood;

    /// <summary>Allocates a learner in the state <paramref name="initial"/>.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="observationDimension">Numbers per observation.</param>
    /// <param name="actionDimension">Numbers per action.</param>
    /// <param name="initial">Weights, targets, moments and counters to begin with.</param>
    /// <param name="execution">How it uses the processor; the defaults where null.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedIql(
        IqlConfig config, int observationDimension, int actionDimension, TrainingState initial, FusedExecution? execution = null)
        : base(config, observationDimension, actionDimension, execution, Figures)
    {
        this.config = config;
        policy = Own(new FusedPolicy(Resources, PolicyShape(config, observationDimension, actionDimension), new Adam(config.PolicyLearningRate)));
        head = new GaussianHead(Resources, config.Form);
        critics = Own(new CriticEnsemble(
            Resources, ["q1", "q2"], CriticEnsemble.QShape(Resources, config.CriticHidden), new CriticOptions(config.CriticLearningRate)));
        value = Own(new CriticEnsemble(
            Resources, ["v"], CriticEnsemble.VShape(Resources, config.CriticHidden),
            new CriticOptions(config.ValueLearningRate)
            {
                Loss = RegressionLosses.Expectile(config.Expectile),
                HasTarget = false,
                EvaluatesOnline = true,
            }));
        stateAction = Own(new StateActionRows(Resources));
        (q, targetQ, v, nextV) = (critics.NewOutputs(), critics.NewOutputs(), value.NewOutputs(), value.NewOutputs());
        leastQ = new float[Resources.Capacity];
        targets = new float[Resources.Capacity];
        weights = new float[Resources.Capacity];
        (evaluateAtState, weighLikelihood) = (EvaluateAtState, WeighLikelihood);
        Restore(initial);
    }

    /// <summary>The policy network's layout: means out, one free deviation parameter per action dimension.</summary>
    public static MlpShape PolicyShape(IqlConfig config, int observationDimension, int actionDimension) =>
        GaussianHead.Shape(observationDimension, config.PolicyHidden, actionDimension);

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        head.Begin(policy.Free);
        policy.Evaluate(null, evaluateAtState);
        critics.Evaluate(CriticPass.Target(stateAction.View, targetQ), CriticPass.Trained(stateAction.View, q));
        figures[2] = CriticTargets.Mean(q, Batch.Size);

        // The value function: an expectile of min_i Q'_i(s, a) over the data's actions.
        for (var i = 0; i < Batch.Size; i++)
        {
            leastQ[i] = CriticTargets.MinOf(targetQ, i);
        }

        value.Evaluate(CriticPass.Trained(States, v));
        figures[4] = CriticTargets.Mean(v, Batch.Size);
        value.Step(Updates, leastQ, tau: null, CriticPass.Online(States, v), CriticPass.Online(NextStates, nextV));

        // Critics: towards r + gamma V(s').
        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, nextV[0], targets);
        critics.Step(Updates, targets, config.Tau);

        // The policy: -mean w log pi(a|s), w = min(exp(beta A), weight-max).
        WeighAdvantages(figures);
        Lanes.Run(2, weighLikelihood);
        head.SetFreeGradients(policy);
        policy.Step(Updates);

        figures[0] = critics.Loss;
        figures[1] = -(logLikelihood[0] + logLikelihood[1]) / Batch.Size;
        figures[3] = value.Loss;
    }

    private void EvaluateAtState(int start, int count, int lane)
    {
        head.KeepMeans(start, policy.AtState(States, start, count));
        for (var i = start; i < start + count; i++)
        {
            stateAction.Write(i, State(i), Action(Batch.Actions, i));
        }
    }

    /// <summary>A(s, a) = min_i Q'_i(s, a) - V(s), and the weights that it gives.</summary>
    private void WeighAdvantages(Span<float> figures)
    {
        var (size, largest, clipped) = (Batch.Size, 0f, 0);
        double ofAdvantages = 0;
        double ofWeights = 0;
        double ofSquares = 0;
        for (var i = 0; i < size; i++)
        {
            var advantage = leastQ[i] - v[0][i];
            var weight = MathF.Min(MathF.Exp(config.Beta * advantage), config.WeightMax);
            weights[i] = weight;
            ofAdvantages += advantage;
            ofWeights += weight;
            ofSquares += (double)weight * weight;
            largest = MathF.Max(largest, weight);
            clipped += weight >= config.WeightMax ? 1 : 0;
        }

        figures[5] = (float)(ofAdvantages / size);
        figures[6] = (float)(ofWeights * ofWeights / ofSquares / size);
        figures[7] = largest;
        figures[8] = (float)clipped / size;
    }

    private void WeighLikelihood(int half, int lane)
    {
        var rows = policy.RowsOf(half);
        logLikelihood[half] = (float)head.WeighLikelihood(half, rows, Batch.Actions, weights, Batch.Size);
        policy.Backward(States, half, head.OutputGradient(rows), lane);
    }
}
