using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>
/// AWAC of choices on the CPU with explicit passes over BLAS: critics value every choice of a state at once, so that values of the policy are expectations
/// over all of them in place of samples. Held to the TorchSharp version and the golden files by tests.
/// </summary>
public sealed class FusedDiscreteAwac : FusedLearner
{
    private readonly AwacConfig config;
    private readonly FusedPolicy policy;
    private readonly CategoricalHead head;
    private readonly WeightedLikelihood likelihood;
    private readonly CriticEnsemble critics;
    private readonly float[] nextLogProbabilities; // log pi(.|s'), [batch, choice]
    private readonly float[][] q; // Q_i(s, a) of the choices that were taken
    private readonly float[][] values; // Q_i(s, .)
    private readonly float[][] nextValues; // Qtarget_i(s', .)
    private readonly float[] targets;
    private readonly float[] advantages;
    private readonly float[] weights;
    private readonly Action<int, int, int> keepAtNextState;
    private readonly Action<int, int, int> keepAtState;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedDiscreteAwac(AwacConfig config, LearnerContext context)
        : base(config, context, FusedAwac.Figures)
    {
        this.config = config;
        var dimensions = context.Dimensions;
        policy = Own(new FusedPolicy(
            Resources, ActionShapes.LikelihoodPolicy(dimensions, config.PolicyHidden), new Adam(config.PolicyLearningRate, config.PolicyWeightDecay)));
        head = new CategoricalHead(Resources);
        likelihood = new WeightedLikelihood(Resources, policy, head);
        critics = Own(new CriticEnsemble(
            Resources, ["q1", "q2"], ActionShapes.Critic(dimensions, config.CriticHidden),
            new CriticOptions(config.CriticLearningRate) { EvaluatesOnline = config.AdvantageCritics == AdvantageCritics.AfterStep }));
        nextLogProbabilities = new float[Resources.Capacity * dimensions.Choices];
        (q, values, nextValues) = (critics.NewOutputs(), critics.NewValues(), critics.NewValues());
        targets = new float[Resources.Capacity];
        advantages = new float[Resources.Capacity];
        weights = new float[Resources.Capacity];
        (keepAtNextState, keepAtState) = (KeepAtNextState, KeepAtState);
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        policy.Evaluate(keepAtNextState, keepAtState);

        // Policy evaluation: towards r + gamma sum_a' pi(a'|s') min_i Q'_i(s', a').
        critics.Evaluate(CriticPass.Target(NextStates, nextValues), CriticPass.Trained(States, q) with { Choices = Batch.Actions });
        figures[2] = CriticTargets.Mean(q, Batch.Size);
        for (var row = 0; row < Batch.Size; row++)
        {
            targets[row] = ChoiceValues.ExpectedMin(nextValues, row, nextLogProbabilities.AsSpan(row * Resources.Choices, Resources.Choices));
        }

        CriticTargets.Bellman(Batch, config.Gamma, config.MaskTerminals, targets, targets);
        if (config.AdvantageCritics == AdvantageCritics.BeforeStep)
        {
            critics.ReadTrained(values);
            critics.Step(Updates, targets, config.Tau);
        }
        else
        {
            critics.Step(Updates, targets, config.Tau, CriticPass.Online(States, values));
        }

        // Policy improvement: -mean w log pi(a|s), w of A(s, a) = min_i Q_i(s, a) - sum_a~ pi(a~|s) min_i Q_i(s, a~).
        var size = Batch.Size;
        for (var row = 0; row < size; row++)
        {
            advantages[row] = ChoiceValues.MinOf(values, Resources.Choices, row, (int)Batch.Actions[row])
                - ChoiceValues.ExpectedMin(values, row, head.LogProbabilities(row));
        }

        AdvantageWeights.Weigh(config, advantages.AsSpan(0, size), weights.AsSpan(0, size), figures[3..]);
        figures[1] = likelihood.Step(Updates, Batch, weights);

        figures[0] = critics.Loss;
    }

    private void KeepAtNextState(int start, int count, int lane)
    {
        var outputs = policy.AtNextState(NextStates, start, count, lane);
        var choices = Resources.Choices;
        for (var row = 0; row < count; row++)
        {
            CategoricalHead.LogProbabilities(outputs.Slice(row * choices, choices), nextLogProbabilities.AsSpan((start + row) * choices, choices));
        }
    }

    private void KeepAtState(int start, int count, int lane) => head.Keep(start, policy.AtState(States, start, count));
}
