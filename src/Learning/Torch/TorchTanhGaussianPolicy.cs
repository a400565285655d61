using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>A policy a = tanh(u), u ~ N(mean(s), std(s)), with the Adam that trains it.</summary>
internal sealed class TorchTanhGaussianPolicy : IDisposable
{
    private static readonly float LogTwo = MathF.Log(2);

    private readonly float logStdMin;
    private readonly float logStdMax;
    private readonly int actionDimension;
    private readonly Sequential network;

    /// <summary>A policy whose weights are still to be restored.</summary>
    /// <param name="config">Its hidden layers and step size.</param>
    /// <param name="logStdMin">The least log standard deviation.</param>
    /// <param name="logStdMax">The largest.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="updatesPerStep">Updates for each step of its Adam.</param>
    /// <param name="name">Prefix of its tensors' names.</param>
    /// <param name="isTrained">Whether there is an Adam; a target has none.</param>
    public TorchTanhGaussianPolicy(
        AlgorithmConfig config, float logStdMin, float logStdMax, Dimensions dimensions, Device device, int updatesPerStep = 1, string name = "policy",
        bool isTrained = true)
    {
        (this.logStdMin, this.logStdMax, actionDimension) = (logStdMin, logStdMax, dimensions.Action);
        network = TorchNetworks.Perceptron(dimensions.Observation, config.PolicyHidden, 2 * actionDimension, device);
        Parameters = isTrained
            ? TorchParameters.Trained(network.Named(name), config.PolicyLearningRate, updatesPerStep: updatesPerStep)
            : TorchParameters.Fixed(network.Named(name));
    }

    /// <summary>All that the training state holds of it.</summary>
    public TorchParameters Parameters { get; }

    /// <summary>a and log pi(a|s) for standard normals of a's shape; several actions per state where the observations have a dimension for them.</summary>
    /// <param name="observations">[batch, observation] or [batch, 1, observation].</param>
    /// <param name="noise">[batch, action] or [batch, samples, action].</param>
    public (Tensor Action, Tensor LogDensity) Sample(Tensor observations, Tensor noise)
    {
        var (mean, logStd) = At(observations);
        var u = mean.Plus(logStd.exp() * noise);

        // log (1 - tanh^2 u) = 2 (log sigmoid(2u) - u + log 2), which does not cancel for large |u|.
        var squash = (u.Times(2).log_sigmoid() - u).Plus(LogTwo).Times(2);
        return (u.tanh(), ((noise.Squared().Over(-2) - logStd).Minus(Gaussian.HalfLogTwoPi) - squash).sum(-1));
    }

    /// <summary>u of a = tanh(u), as <see cref="Sample"/> has it.</summary>
    public Tensor Raw(Tensor observations, Tensor noise)
    {
        var (mean, logStd) = At(observations);
        return mean.Plus(logStd.exp() * noise);
    }

    /// <summary>log pi(a|s) of given actions, which are clipped to within 0.001 of the bounds, where it has none.</summary>
    /// <param name="observations">[batch, observation] or [batch, 1, observation].</param>
    /// <param name="actions">[batch, action] or [batch, samples, action].</param>
    public Tensor LogDensity(Tensor observations, Tensor actions)
    {
        var (mean, logStd) = At(observations);
        var inside = actions.Clamped(-Gaussian.LargestSquashed, Gaussian.LargestSquashed);
        var z = (inside.atanh() - mean) / logStd.exp();
        var squash = inside.Squared().Times(-1).Plus(1).log(); // log (1 - a^2)
        return ((z.Squared().Over(-2) - logStd).Minus(Gaussian.HalfLogTwoPi) - squash).sum(-1);
    }

    private (Tensor Mean, Tensor LogStd) At(Tensor observations)
    {
        var output = network.call(observations);
        return (output.narrow(-1, 0, actionDimension), output.narrow(-1, actionDimension, actionDimension).Clamped(logStdMin, logStdMax));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Parameters.Dispose();
        network.Dispose();
    }
}
