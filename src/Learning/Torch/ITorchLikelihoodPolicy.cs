using AwacAkka.Learning.Training;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>A policy whose likelihood of given actions can be maximised, whatever actions are.</summary>
internal interface ITorchLikelihoodPolicy : IDisposable
{
    /// <summary>All that the training state holds of it.</summary>
    TorchParameters Parameters { get; }

    /// <summary>What it does at some states, [batch, observation], for the other calls.</summary>
    Tensor[] At(Tensor observations);

    /// <summary>log pi(a|s), [batch].</summary>
    /// <param name="actions">a, [batch, action].</param>
    /// <param name="at">What <see cref="At"/> said of s.</param>
    Tensor LogLikelihood(Tensor actions, Tensor[] at);

    /// <summary>How far the actions that it evaluates with are from others, one number: a mean square, or the share of other choices.</summary>
    /// <param name="actions">a, [batch, action].</param>
    /// <param name="at">What <see cref="At"/> said of s.</param>
    Tensor Error(Tensor actions, Tensor[] at);

    /// <summary>The policy for a task's actions, its weights still to be restored: a Gaussian, or one of choices.</summary>
    /// <param name="config">Its hidden layers and step size.</param>
    /// <param name="form">How a Gaussian's mean and deviation come from the network's numbers.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="weightDecay">Adam's L2 term.</param>
    static ITorchLikelihoodPolicy Of(AlgorithmConfig config, GaussianForm form, Dimensions dimensions, Device device, double weightDecay = 0) => dimensions.HasChoices
        ? new TorchCategoricalPolicy(config, dimensions, device, weightDecay)
        : new TorchGaussianPolicy(config, form, dimensions, device, weightDecay);
}
