using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>A policy N(mean(s), std), whose deviation does not depend on the state, with the Adam that trains it.</summary>
internal sealed class TorchGaussianPolicy : ITorchLikelihoodPolicy
{
    private readonly GaussianForm form;
    private readonly Sequential network;
    private readonly Parameter freeStd;

    /// <summary>A policy whose weights are still to be restored.</summary>
    /// <param name="config">Its hidden layers and step size.</param>
    /// <param name="form">How mean and deviation come from the network's numbers.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="weightDecay">Adam's L2 term.</param>
    /// <param name="name">Prefix of its tensors' names.</param>
    /// <param name="isTrained">Whether there is an Adam; a target has none.</param>
    public TorchGaussianPolicy(
        AlgorithmConfig config, GaussianForm form, Dimensions dimensions, Device device, double weightDecay = 0, string name = "policy",
        bool isTrained = true)
    {
        this.form = form;
        network = TorchNetworks.Perceptron(dimensions.Observation, config.PolicyHidden, dimensions.Action, device);
        freeStd = nn.Parameter(zeros([dimensions.Action], device: device));
        (string Name, Parameter Value)[] parameters = [.. network.Named(name), ($"{name}.log_std", freeStd)];
        Parameters = isTrained ? TorchParameters.Trained(parameters, config.PolicyLearningRate, weightDecay) : TorchParameters.Fixed(parameters);
    }

    /// <summary>All that the training state holds of it.</summary>
    public TorchParameters Parameters { get; }

    /// <summary>Mean [batch, action] and log standard deviation [action] at some states.</summary>
    public Tensor[] At(Tensor observations)
    {
        var mean = network.call(observations);
        return
        [
            form.Mean == MeanActivation.Tanh ? mean.tanh() : mean,
            form.Deviation == StandardDeviation.Sigmoid
                ? freeStd.sigmoid().Times(form.LogStdMax - form.LogStdMin).Plus(form.LogStdMin)
                : freeStd.Clamped(form.LogStdMin, form.LogStdMax),
        ];
    }

    /// <summary>Brings the free parameter of a clamped deviation back to its bounds after a step: beyond them it has no gradient, so that it would stay there for ever.</summary>
    public void Bound()
    {
        if (form.Deviation == StandardDeviation.Clamped)
        {
            using var still = no_grad();
            freeStd.copy_(freeStd.Clamped(form.LogStdMin, form.LogStdMax));
        }
    }

    /// <inheritdoc />
    public Tensor LogLikelihood(Tensor actions, Tensor[] at) => LogDensity(actions, at[0], at[1]);

    /// <inheritdoc />
    public Tensor Error(Tensor actions, Tensor[] at) => (actions - at[0].detach()).Squared().mean();

    /// <summary>log pi(a|s) of a diagonal normal, summed over the action's dimensions, [batch].</summary>
    public static Tensor LogDensity(Tensor actions, Tensor mean, Tensor logStd) =>
        (((actions - mean) / logStd.exp()).Squared().Over(-2) - logStd).Minus(Gaussian.HalfLogTwoPi).sum(-1);

    /// <inheritdoc />
    public void Dispose()
    {
        Parameters.Dispose();
        network.Dispose();
        freeStd.Dispose();
    }
}
