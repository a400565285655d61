using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Learning.Algorithms.Marwil;

/// <summary>MARWIL on the CPU with explicit passes over BLAS; held to the TorchSharp version and the golden file by tests.</summary>
public sealed class FusedMarwil : FusedLearner
{
    private static readonly string[] Figures =
        ["value_loss", "policy_loss", "v_mean", "advantage_mean", "advantage_scale", "weight_ess", "weight_max", "weight_clipped"];

    private readonly MarwilConfig config;
    private readonly FusedPolicy policy;
    private readonly GaussianHead head;
    private readonly WeightedLikelihood likelihood;
    private readonly ReturnValue value;
    private readonly RunningScalar squaredAdvantage;
    private readonly float[] weights;
    private readonly Action<int, int, int> evaluateAtState;

    /// <summary>Allocates a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="PlatformNotSupportedException">The processor does not offer the precision.</exception>
    public FusedMarwil(MarwilConfig config, LearnerContext context)
        : base(config, context, Figures)
    {
        this.config = config;
        policy = Own(new FusedPolicy(Resources, GaussianHead.Shape(context.Dimensions, config.PolicyHidden), new Adam(config.PolicyLearningRate)));
        head = new GaussianHead(Resources, config.Form);
        likelihood = new WeightedLikelihood(Resources, policy, head);
        value = Own(new ReturnValue(Resources, config));
        squaredAdvantage = Own(new RunningScalar(MarwilAlgorithm.SquaredAdvantage));
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
        value.Step(Updates);

        // c^2 <- c^2 + rate (mean A^2 - c^2), A = R - V(s) of before V's step.
        var size = Batch.Size;
        double squares = 0;
        double sum = 0;
        for (var i = 0; i < size; i++)
        {
            var advantage = value.Advantage(i);
            squares += (double)advantage * advantage;
            sum += advantage;
        }

        squaredAdvantage.Value += config.SquaredAdvantageRate * ((float)(squares / size) - squaredAdvantage.Value);

        // The policy: -mean w log pi(a|s), w = min(exp(beta A / c), weight-max).
        var scale = MathF.Sqrt(squaredAdvantage.Value);
        for (var i = 0; i < size; i++)
        {
            weights[i] = MathF.Min(MathF.Exp(config.Beta * (value.Advantage(i) / scale)), config.WeightMax);
        }

        figures[1] = likelihood.Step(Updates, Batch, weights);
        figures[2] = value.Mean;
        figures[3] = (float)(sum / size);
        figures[4] = scale;
        WeightedLikelihood.Describe(weights.AsSpan(0, size), config.WeightMax, figures[5..]);
    }
}
