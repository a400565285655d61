using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Dapg;

/// <summary>DAPG (Rajeswaran et al., arXiv 1709.10087) on TorchSharp, on any device.</summary>
public sealed class TorchDapg : TorchLearner
{
    private readonly DapgConfig config;
    private readonly TorchGaussianPolicy policy;
    private readonly TorchBaseline baseline;
    private readonly Parameter naturalSteps;
    private readonly TorchParameters counter;

    /// <summary>Makes a learner in the context's initial state.</summary>
    /// <param name="config">The algorithm's values.</param>
    /// <param name="context">What it is made with.</param>
    /// <exception cref="ArgumentException">The state lacks a tensor or has one of another shape, or there is no such device.</exception>
    public TorchDapg(DapgConfig config, LearnerContext context)
        : base(
            config, context,
            ["cloning_loss", "policy_loss", "value_loss", "v_mean", "demonstration_weight", "demonstration_likelihood", "natural_scale", "log_std"])
    {
        this.config = config;
        policy = new TorchGaussianPolicy(config, config.Form, context.Dimensions, Device);
        baseline = new TorchBaseline(config, context.Dimensions, Device);
        naturalSteps = nn.Parameter(zeros([1], device: Device));
        counter = TorchParameters.Fixed([(DapgAlgorithm.NaturalSteps, naturalSteps)]);
        Restore(context.Initial);
    }

    private protected override IEnumerable<TorchParameters> Parameters => [policy.Parameters, .. baseline.Parameters, counter];

    private protected override Tensor[] Step(TorchBatch batch) => batch.Transitions.Fresh == 0 ? Clone(batch) : NaturalStep(batch);

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        policy.Dispose();
        baseline.Dispose();
        counter.Dispose();
        naturalSteps.Dispose();
    }

    /// <summary>Maximum likelihood of the demonstrated actions.</summary>
    private Tensor[] Clone(TorchBatch batch)
    {
        var policyAtS = policy.At(batch.Observations);
        var loss = -TorchGaussianPolicy.LogDensity(batch.Actions, policyAtS[0], policyAtS[1]).mean();
        policy.Parameters.Minimise(loss);
        policy.Bound();
        var none = zeros_like(loss);
        return [loss.detach(), none, none, none, none, none, none, policyAtS[1].detach().mean()];
    }

    private Tensor[] NaturalStep(TorchBatch batch)
    {
        // A: generalised advantages with the V of before, standardised over the round.
        var fresh = batch.Transitions.Fresh;
        var values = baseline.At(batch.Observations[..fresh]);
        var nextValues = baseline.At(batch.NextObservations[..fresh]);
        var a = Standardised(GeneralisedAdvantage.Of(batch.Transitions, values, nextValues, config, config.GaeLambda));

        // g: A grad log pi over the round, and lambda0 lambda1^k max A grad log pi over the demonstrations.
        var step = (long)naturalSteps.ToNumbers()[0];
        var weight = config.DemonstrationWeight * Math.Pow(config.DemonstrationDecay, step) * a.Max();
        var gradient = new NaturalGradient(config, policy.Parameters.Values);
        var (s, actions) = (batch.Observations.to(float64), batch.Actions.to(float64));
        var density = gradient.LogDensity(s, actions);
        var ofRound = density[..fresh];
        var ofDemonstrations = density[fresh..];
        var objective = (tensor(a, device: Device) * ofRound).sum().Plus(ofDemonstrations.sum().Times(weight)).Over(fresh);

        // x = F^-1 g by conjugate gradients, F of the round's states; theta <- theta + sqrt(delta / g x) x.
        var scale = gradient.Step(objective, s[..fresh]);
        policy.Bound();

        // The baseline: V(s) to the rewards-to-go.
        var toGo = GeneralisedAdvantage.Of(batch.Transitions, values, nextValues, config, lambda: 1);
        baseline.Fit(batch, [.. toGo.Zip(values, (advantage, value) => advantage + value)]);
        Count(step + 1);

        var likelihood = fresh < batch.Transitions.Size ? ofDemonstrations.mean() : zeros([], float64, Device);
        Tensor[] figures =
        [
            zeros_like(objective), -objective, tensor(toGo, device: Device).Squared().mean(), tensor(values, device: Device).mean(),
            tensor([weight], device: Device).mean(), likelihood, scale, gradient.LogStd.mean(),
        ];
        return Array.ConvertAll(figures, figure => figure.detach().to(float32));
    }

    private static double[] Standardised(float[] advantages)
    {
        var mean = advantages.Average(a => (double)a);
        var deviation = Math.Sqrt(advantages.Average(a => (a - mean) * (a - mean)));
        return [.. advantages.Select(a => (a - mean) / (deviation + DapgAlgorithm.Epsilon))];
    }

    private void Count(long steps)
    {
        using var still = no_grad();
        naturalSteps.copy_(tensor([(float)steps]));
    }
}
