using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>AWAC on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden files by tests.</summary>
public sealed class FusedAwac : FusedLearner
{
    internal static readonly string[] Figures =
        ["critic_loss", "policy_loss", "q_mean", "advantage_mean", "weight_ess", "weight_max", "weight_clipped"];

    private readonly AwacConfig config;
    private readonly FusedPolicy policy;
    private readonly GaussianHead head;
    private readonly WeightedLikelihood likelihood;
    private readonly CriticEnsemble critics;
    private readonly StateActionRows stateAction; // (s, a)
    private readonly StateActionRows nextStateAction; // (s', a'), a' ~ pi(.|s')
    private readonly StateActionRows statePolicyAction; // (s, a~), a~ ~ pi(.|s) or its mean
    private readonly float[][] q;
    private readonly float[][] nextQ;
    private readonly float[][] policyQ;
    private readonly float[] targets;
    private readonly float[] advantages;
    private readonly float[] weights;
    private readonly Action<int, int, int> sampleAtNextState;
    private readonly Action<int, int, int> sampleAtState;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedAwac(AwacConfig config, LearnerContext context)
        : base(config, context, Figures)
    {
        this.config = config;
        var shape = GaussianHead.Shape(context.Dimensions, config.PolicyHidden);
        policy = Own(new FusedPolicy(Resources, shape, new Adam(config.PolicyLearningRate, config.PolicyWeightDecay)));
        head = new GaussianHead(Resources, config.Form);
        likelihood = new WeightedLikelihood(Resources, policy, head);
        critics = Own(new CriticEnsemble(
            Resources, ["q1", "q2"], ActionShapes.Critic(context.Dimensions, config.CriticHidden),
            new CriticOptions(config.CriticLearningRate) { UpperBound = config.CriticMax, EvaluatesOnline = true }));
        (stateAction, nextStateAction) = (Own(new StateActionRows(Resources)), Own(new StateActionRows(Resources)));
        statePolicyAction = Own(new StateActionRows(Resources));
        (q, nextQ, policyQ) = (critics.NewOutputs(), critics.NewOutputs(), critics.NewOutputs());
        targets = new float[Resources.Capacity];
        advantages = new float[Resources.Capacity];
        weights = new float[Resources.Capacity];
        (sampleAtNextState, sampleAtState) = (SampleAtNextState, SampleAtState);
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        var beforeStep = config.AdvantageCritics == AdvantageCritics.BeforeStep;
        head.Begin(policy.Free);
        policy.Evaluate(sampleAtNextState, sampleAtState);

        // Policy evaluation: towards r + gamma min_i Q'_i(s', a').
        var ofNextState = CriticPass.Target(nextStateAction.View, nextQ);
        var ofData = CriticPass.Trained(stateAction.View, q);
        var ofPolicy = CriticPass.Online(statePolicyAction.View, policyQ);
        if (beforeStep)
        {
            critics.Evaluate(ofNextState, ofData, ofPolicy);
        }
        else
        {
            critics.Evaluate(ofNextState, ofData);
        }

        figures[2] = CriticTargets.Mean(q, Batch.Size); // before the step: CORL's order evaluates Q anew after it
        CriticTargets.MinOf(nextQ, targets.AsSpan(0, Batch.Size));

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, targets, targets);
        if (beforeStep)
        {
            critics.Step(Updates, targets, config.Tau);
        }
        else
        {
            critics.Step(Updates, targets, config.Tau, CriticPass.Online(stateAction.View, q), ofPolicy);
        }

        // Policy improvement: -mean w log pi(a|s), w of the advantage.
        WeighAdvantages(figures);
        figures[1] = likelihood.Step(Updates, Batch, weights);

        figures[0] = critics.Loss;
    }

    private void SampleAtNextState(int start, int count, int lane)
    {
        var noise = Noise[Draw.NextAction];
        Span<float> action = stackalloc float[Resources.ActionDimension];
        var outputs = policy.AtNextState(NextStates, start, count, lane);
        for (var i = start; i < start + count; i++)
        {
            head.Mean(Action(outputs, i - start), action);
            head.AddNoise(action, Action(noise, i), config.ClampSampledActions);
            nextStateAction.Write(i, NextState(i), action);
        }
    }

    private void SampleAtState(int start, int count, int lane)
    {
        var noise = Noise[Draw.CurrentAction];
        Span<float> action = stackalloc float[Resources.ActionDimension];
        head.Keep(start, policy.AtState(States, start, count));
        for (var i = start; i < start + count; i++)
        {
            head.Mean(i).CopyTo(action);
            if (config.ValueEstimate == ValueEstimate.Sampled)
            {
                head.AddNoise(action, Action(noise, i), config.ClampSampledActions);
            }

            statePolicyAction.Write(i, State(i), action);
            stateAction.Write(i, State(i), Action(Batch.Actions, i));
        }
    }

    /// <summary>A(s, a) = min_i Q_i(s, a) - min_i Q_i(s, a~), and the weights that it gives.</summary>
    private void WeighAdvantages(Span<float> figures)
    {
        var size = Batch.Size;
        for (var i = 0; i < size; i++)
        {
            advantages[i] = CriticTargets.MinOf(q, i) - CriticTargets.MinOf(policyQ, i);
        }

        AdvantageWeights.Weigh(config, advantages.AsSpan(0, size), weights.AsSpan(0, size), figures[3..]);
    }
}
