using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Awr;

/// <summary>AWR on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedAwr : FusedLearner
{
    private static readonly string[] Figures =
        ["value_loss", "policy_loss", "v_mean", "advantage_mean", "advantage_scale", "weight_ess", "weight_max", "weight_clipped"];

    private readonly AwrConfig config;
    private readonly FusedPolicy policy;
    private readonly GaussianHead head;
    private readonly WeightedLikelihood likelihood;
    private readonly ReturnValue value;
    private readonly float[] weights;
    private readonly Action<int, int, int> evaluateAtState;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedAwr(AwrConfig config, LearnerContext context)
        : base(config, context, Figures)
    {
        this.config = config;
        policy = Own(new FusedPolicy(Resources, GaussianHead.Shape(context.Dimensions, config.PolicyHidden), new Adam(config.PolicyLearningRate)));
        head = new GaussianHead(Resources, config.Form);
        likelihood = new WeightedLikelihood(Resources, policy, head);
        value = Own(new ReturnValue(Resources, config));
        weights = new float[Resources.Capacity];
        evaluateAtState = (start, count, _) => head.Keep(start, policy.AtState(States, start, count));
        Restore(context.Initial);
    }

    /// <inheritdoc />
    protected override void Update(Span<float> figures)
    {
        head.Begin(policy.Free);
        policy.Evaluate(null, evaluateAtState);

        // V: the squared distance from R, which goes on with V where an episode is cut.
        value.Evaluate(Batch);
        figures[0] = value.SquaredDistance;
        if (config.UpdatesValue(Updates))
        {
            value.Step(config.ValueSteps(Updates));
        }

        // The policy: -mean w log pi(a|s), w of the advantages over V before its step.
        WeighAdvantages(figures);
        figures[1] = likelihood.Step(Updates, Batch, weights);
        figures[2] = value.Mean;
    }

    /// <summary>w = min(exp(A / lambda), weight-max), A standardised over the batch.</summary>
    private void WeighAdvantages(Span<float> figures)
    {
        var size = Batch.Size;
        double sum = 0;
        double squares = 0;
        for (var i = 0; i < size; i++)
        {
            sum += value.Advantage(i);
        }

        var mean = sum / size;
        for (var i = 0; i < size; i++)
        {
            var distance = value.Advantage(i) - mean;
            squares += distance * distance;
        }

        var scale = (float)Math.Sqrt(squares / size);
        for (var i = 0; i < size; i++)
        {
            var advantage = (value.Advantage(i) - (float)mean) / (scale + AwrAlgorithm.Epsilon);
            weights[i] = MathF.Min(MathF.Exp(advantage / config.Lambda), config.WeightMax);
        }

        figures[3] = (float)mean;
        figures[4] = scale;
        WeightedLikelihood.Describe(weights.AsSpan(0, size), config.WeightMax, figures[5..]);
    }
}
