using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;

namespace AwacAkka.Learning.Algorithms.Abm;

/// <summary>ABM with MPO's improvement on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedAbm : FusedLearner
{
    private readonly AbmConfig config;
    private readonly FusedPolicy policy;
    private readonly FusedPolicy prior;
    private readonly TanhGaussianHead head;
    private readonly SquashedLikelihood policyLikelihood;
    private readonly SquashedLikelihood priorLikelihood;
    private readonly CriticEnsemble critics;
    private readonly ScalarAdam eta; // its logarithm
    private readonly StateActionRows stateAction; // (s, a)
    private readonly StateActionRows atState; // (s, a_j), a_j of the target policy
    private readonly StateActionRows atNextState; // the same at s'
    private readonly StateActionRows atLastState; // the same at s_n, which the rewards of an advantage lead to
    private readonly StateActionRows ofPrior; // (s, a_j), a_j of the prior
    private readonly float[][] q;
    private readonly float[][] stateQ;
    private readonly float[][] nextQ;
    private readonly float[][] lastQ;
    private readonly float[][] priorQ;
    private readonly float[] targets;
    private readonly float[] isBetter; // 1 where the data's n steps were better than the policy, else 0
    private readonly float[] weights; // w_j of each transition
    private readonly Action<int, int, int> sampleOfTarget;
    private readonly Action<int, int, int> evaluateAtState;
    private readonly Action<int, int, int> evaluatePrior;
    private readonly Action<int, int, int> sampleOfPrior;
    private readonly RowOfActions actionOfData;
    private readonly RowOfActions actionOfPrior;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedAbm(AbmConfig config, LearnerContext context)
        : base(config, context, ["critic_loss", "policy_loss", "q_mean", "prior_loss", "advantage_share", "eta", "prior_divergence"])
    {
        this.config = config;
        var shape = TanhGaussianHead.Shape(context.Dimensions, config.PolicyHidden);
        policy = Own(new FusedPolicy(Resources, shape, new Adam(config.PolicyLearningRate), hasTarget: true));
        prior = Own(new FusedPolicy(Resources, shape, new Adam(config.PriorLearningRate), name: "prior"));
        head = new TanhGaussianHead(Resources.ActionDimension, config.LogStdMin, config.LogStdMax);
        (policyLikelihood, priorLikelihood) = (new SquashedLikelihood(Resources, policy, head), new SquashedLikelihood(Resources, prior, head));
        critics = Own(new CriticEnsemble(
            Resources, ["q1", "q2"], ActionShapes.Critic(context.Dimensions, config.CriticHidden), new CriticOptions(config.CriticLearningRate)));
        eta = Own(new ScalarAdam("log_eta", config.EtaLearningRate));
        (stateAction, ofPrior) = (Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)));
        (atState, atNextState, atLastState) = (Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)));
        (q, stateQ, nextQ, lastQ, priorQ) = (critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs());
        (targets, isBetter, weights) = (new float[Resources.Capacity], new float[Resources.Capacity], new float[Resources.Capacity]);
        (sampleOfTarget, evaluateAtState, evaluatePrior, sampleOfPrior) = (SampleOfTarget, EvaluateAtState, EvaluatePrior, SampleOfPrior);
        (actionOfData, actionOfPrior) = (row => stateAction.ActionOf(row), row => ofPrior.ActionOf(row));
        Restore(context.Initial);
    }

    private int Samples => config.ActionSamples;

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        // V(s) = mean_j min_i Qtarget_i(s, a_j), a_j of the target policy, at s, at s' and where the rewards of an advantage lead to.
        policy.Evaluate(sampleOfTarget, evaluateAtState);
        critics.Begin(Batch.Size * Samples);
        critics.Evaluate(CriticPass.Target(atState.View, stateQ), CriticPass.Target(atNextState.View, nextQ), CriticPass.Target(atLastState.View, lastQ));

        // The prior p: argmax E [ 1[A > 0] log p(a|s) ], A = sum_k gamma^k r_k + gamma^n V(s_n) - V(s).
        figures[4] = CompareWithPolicy();
        prior.Evaluate(null, evaluatePrior);
        figures[3] = -priorLikelihood.Differentiate(Batch, actionOfData, isBetter);
        prior.Step(Updates);
        prior.Begin(Batch.Size); // its samples are by the new parameters

        // Critics: y = r + gamma (1 - terminated) V(s').
        for (var i = 0; i < Batch.Size; i++)
        {
            targets[i] = ValueOf(nextQ, i);
        }

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, targets, targets);
        critics.Begin(Batch.Size);
        critics.Evaluate(CriticPass.Trained(stateAction.View, q));
        critics.Step(Updates, targets, config.Tau);
        figures[0] = critics.Loss;
        figures[2] = CriticTargets.Mean(q, Batch.Size);

        // Policy: argmax E [ sum_j w_j log pi(a_j|s) ], a_j ~ p(.|s), w = softmax over j of Q(s, a_j) / eta.
        prior.Evaluate(sampleOfPrior, null);
        critics.Begin(Batch.Size * Samples);
        critics.Evaluate(CriticPass.Target(ofPrior.View, priorQ));
        figures[5] = MathF.Exp(eta.Value);
        (figures[6], var dualGradient) = Weigh(figures[5]);
        figures[1] = -policyLikelihood.Differentiate(Batch, actionOfPrior, weights, Samples);
        policy.Step(Updates, config.Tau);

        // eta: minimise the dual eta (epsilon + mean log mean_j exp(Q(s, a_j) / eta)), at whose least the weights diverge from p by epsilon.
        eta.Step(Updates, dualGradient);
    }

    /// <summary>Notes where the data's n steps were better than the policy.</summary>
    /// <returns>The share of the batch.</returns>
    private float CompareWithPolicy()
    {
        var better = 0;
        for (var i = 0; i < Batch.Size; i++)
        {
            var advantage = Batch.Returns[i] + Batch.ReturnDiscounts[i] * ValueOf(lastQ, i) - ValueOf(stateQ, i);
            isBetter[i] = advantage > 0 ? 1 : 0;
            better += advantage > 0 ? 1 : 0;
        }

        return (float)better / Batch.Size;
    }

    /// <summary>Writes w. Softmax and dual are of min_i Qtarget_i(s, a_j) / eta.</summary>
    /// <returns>The mean divergence of w from equal weights, and d(dual)/d(log eta).</returns>
    private (float Divergence, float DualGradient) Weigh(float etaBefore)
    {
        var logSamples = Math.Log(Samples);
        double partition = 0; // sum of log mean_j exp(Q / eta)
        double divergence = 0;
        double slope = 0; // sum of w Q / eta
        for (var i = 0; i < Batch.Size; i++)
        {
            var w = weights.AsSpan(i * Samples, Samples);
            var largest = float.NegativeInfinity;
            for (var j = 0; j < Samples; j++)
            {
                w[j] = CriticTargets.MinOf(priorQ, i * Samples + j) / etaBefore;
                largest = MathF.Max(largest, w[j]);
            }

            double sum = 0;
            foreach (var exponent in w)
            {
                sum += Math.Exp((double)exponent - largest); // the largest is 1: no overflow
            }

            var logSum = largest + Math.Log(sum);
            partition += logSum - logSamples;
            for (var j = 0; j < Samples; j++)
            {
                var (exponent, logWeight) = (w[j], w[j] - logSum);
                w[j] = (float)Math.Exp(logWeight);
                divergence += w[j] * (logWeight + logSamples);
                slope += (double)w[j] * exponent;
            }
        }

        return ((float)(divergence / Batch.Size), (float)(etaBefore * (config.PriorDivergence + (partition - slope) / Batch.Size)));
    }

    /// <summary>V of one transition's state.</summary>
    private float ValueOf(float[][] values, int transition)
    {
        double sum = 0;
        for (var row = transition * Samples; row < (transition + 1) * Samples; row++)
        {
            sum += CriticTargets.MinOf(values, row);
        }

        return (float)(sum / Samples);
    }

    private void SampleOfTarget(int start, int count, int lane)
    {
        Sample(policy, States, Noise[AbmAlgorithm.ValueNoise], atState, start, count, lane);
        Sample(policy, NextStates, Noise[AbmAlgorithm.NextNoise], atNextState, start, count, lane);
        Sample(policy, NativeView.OfPinned(Batch.LastObservations), Noise[AbmAlgorithm.LastNoise], atLastState, start, count, lane);
    }

    private void SampleOfPrior(int start, int count, int lane) => Sample(prior, States, Noise[AbmAlgorithm.PriorNoise], ofPrior, start, count, lane);

    /// <summary>Samples actions of the network that acts at s', at any states.</summary>
    private void Sample(FusedPolicy actor, NativeView states, float[] noise, StateActionRows rows, int start, int count, int lane)
    {
        var outputs = actor.AtNextState(states, start, count, lane);
        for (var row = start * Samples; row < (start + count) * Samples; row++)
        {
            var transition = row / Samples;
            var state = states.Rows(transition, 1, Resources.ObservationDimension).Span;
            head.SampleAction(head.Row(outputs, transition - start), Action(noise, row), rows.Begin(row, state));
        }
    }

    private void EvaluateAtState(int start, int count, int lane)
    {
        policy.AtState(States, start, count);
        WriteBatch(stateAction, start, count);
    }

    private void EvaluatePrior(int start, int count, int lane) => prior.AtState(States, start, count);
}
