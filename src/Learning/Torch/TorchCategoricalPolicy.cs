using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>A policy of choices, whose probabilities are the softmax of a network's outputs, with the Adam that trains it. Actions are indices, [batch, 1].</summary>
internal sealed class TorchCategoricalPolicy : ITorchLikelihoodPolicy
{
    private readonly Sequential network;

    /// <summary>A policy whose weights are still to be restored.</summary>
    /// <param name="config">Its hidden layers and step size.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="weightDecay">Adam's L2 term.</param>
    public TorchCategoricalPolicy(AlgorithmConfig config, Dimensions dimensions, Device device, double weightDecay)
    {
        network = TorchNetworks.Perceptron(dimensions.Observation, config.PolicyHidden, dimensions.Choices, device);
        Parameters = TorchParameters.Trained(network.Named("policy"), config.PolicyLearningRate, weightDecay);
    }

    /// <inheritdoc />
    public TorchParameters Parameters { get; }

    /// <summary>The logarithms of all choices' probabilities at some states, [batch, choices].</summary>
    public Tensor[] At(Tensor observations) => [network.call(observations).log_softmax(-1)];

    /// <summary>The probabilities themselves, [batch, choices].</summary>
    /// <param name="at">What <see cref="At"/> said.</param>
    public static Tensor Probabilities(Tensor[] at) => at[0].exp();

    /// <inheritdoc />
    public Tensor LogLikelihood(Tensor actions, Tensor[] at) => at[0].gather(1, actions.to(int64)).squeeze(-1);

    /// <inheritdoc />
    public Tensor Error(Tensor actions, Tensor[] at) => at[0].argmax(1, keepdim: true).ne(actions.to(int64)).to(float32).mean();

    /// <inheritdoc />
    public void Dispose()
    {
        Parameters.Dispose();
        network.Dispose();
    }
}
