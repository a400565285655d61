using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Learning.Algorithms.Abm;

/// <summary>
/// ABM: a prior p that maximises 1[A > 0] log p(a|s) of the data, A over n steps of an episode, and a policy that maximises the likelihood of the prior's
/// actions, weighed by exp(Q / eta) with eta such that the weighed distribution stays within a divergence of p: MPO's improvement.
/// </summary>
public sealed class AbmAlgorithm : Algorithm<AbmConfig>
{
    /// <summary>Name of the noise of the policy's actions at s'.</summary>
    internal const string NextNoise = "next_actions";

    /// <summary>Name of the noise of the policy's actions at s, for its value.</summary>
    internal const string ValueNoise = "value_actions";

    /// <summary>Name of the noise of the policy's actions where the rewards of an advantage lead to.</summary>
    internal const string LastNoise = "last_actions";

    /// <summary>Name of the noise of the prior's actions at s.</summary>
    internal const string PriorNoise = "prior_actions";

    /// <inheritdoc />
    public override string Name => "abm";

    /// <inheritdoc />
    public override string Title => "Advantage-weighted Behavior Model, with MPO";

    /// <inheritdoc />
    public override string Paper => "Siegel et al. 2020, arXiv 2002.08396";

    /// <inheritdoc />
    public override TrainingPhases Phases => TrainingPhases.Offline | TrainingPhases.Online;

    /// <inheritdoc />
    public override string? UseOfData(AlgorithmConfig config) => "takes its prior from a dataset's actions";

    /// <inheritdoc />
    public override IReadOnlyList<Preset> Presets { get; } =
    [
        new(
            "abm-mpo", new AbmConfig(),
            "this project, since no code is public: the bound, the samples and eta's step size of google-deepmind/acme's MPO (acme/agents/jax/mpo), networks and rates of sac-haarnoja"),
    ];

    /// <inheritdoc />
    protected override NetworkPlan Networks(AbmConfig config, Dimensions dimensions)
    {
        var (policy, critic) = (
            TanhGaussianHead.Shape(dimensions, config.PolicyHidden), ActionShapes.Critic(dimensions, config.CriticHidden));
        return new(
            new("policy", policy) { HasTarget = true }, new("q1", critic) { HasTarget = true }, new("q2", critic) { HasTarget = true }, new("prior", policy))
        {
            Scalars = [new("log_eta", MathF.Log(config.InitialEta))],
        };
    }

    /// <inheritdoc />
    protected override BatchPlan Batches(AbmConfig config) => BatchPlan.Of(
        config,
        new Draw(NextNoise, DrawPurpose.NextActions, config.ActionSamples),
        new Draw(ValueNoise, DrawPurpose.CurrentActions, config.ActionSamples),
        new Draw(LastNoise, DrawPurpose.LastActions, config.ActionSamples),
        new Draw(PriorNoise, DrawPurpose.PriorActions, config.ActionSamples)) with
    {
        Columns = BatchColumns.Return,
        ReturnSteps = config.AdvantageSteps,
    };

    /// <inheritdoc />
    protected override PolicySnapshot Policy(AbmConfig config, TrainingState state) =>
        PolicyTensors.SquashedGaussian(state, config.LogStdMin, config.LogStdMax);

    /// <inheritdoc />
    protected override ILearner Torch(AbmConfig config, LearnerContext context) => new TorchAbm(config, context);

    /// <inheritdoc />
    protected override ILearner Fused(AbmConfig config, LearnerContext context) => new FusedAbm(config, context);

    /// <inheritdoc />
    protected override IEnumerable<string> Refusals(AbmConfig config) => GaussianForm.Refusals(config.LogStdMin, config.LogStdMax);
}
