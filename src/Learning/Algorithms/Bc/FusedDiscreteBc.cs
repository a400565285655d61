using AwacAkka.Learning.Fused;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Bc;

/// <summary>Behaviour cloning of choices on the CPU: the likelihood of the data's choices, all of the same weight.</summary>
public sealed class FusedDiscreteBc : FusedLearner
{
    private readonly FusedPolicy policy;
    private readonly CategoricalHead head;
    private readonly WeightedLikelihood likelihood;
    private readonly float[] weights; // 1 each
    private readonly Action<int, int, int> keepAtState;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedDiscreteBc(BcConfig config, LearnerContext context)
        : base(config, context, FusedBc.Figures)
    {
        policy = Own(new FusedPolicy(
            Resources, ActionShapes.LikelihoodPolicy(context.Dimensions, config.PolicyHidden), new Adam(config.PolicyLearningRate, config.PolicyWeightDecay)));
        head = new CategoricalHead(Resources);
        likelihood = new WeightedLikelihood(Resources, policy, head);
        weights = new float[Resources.Capacity];
        Array.Fill(weights, 1);
        keepAtState = KeepAtState;
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        policy.Evaluate(null, keepAtState);
        figures[0] = likelihood.Step(Updates, Batch, weights);
        figures[1] = ShareOfOthers();
    }

    private void KeepAtState(int start, int count, int lane) => head.Keep(start, policy.AtState(States, start, count));

    /// <summary>The share of the data's choices that are not the likeliest.</summary>
    private float ShareOfOthers()
    {
        var others = 0;
        for (var row = 0; row < Batch.Size; row++)
        {
            others += ChoiceValues.Best(head.LogProbabilities(row)) == (int)Batch.Actions[row] ? 0 : 1;
        }

        return (float)others / Batch.Size;
    }
}
