using AwacAkka.Learning.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>A policy a = tanh(network(s)) with its slowly moving target, and the Adam that trains it.</summary>
internal sealed class TorchDeterministicPolicy : IDisposable
{
    private readonly Sequential network;
    private readonly Sequential target;
    private readonly TorchParameters trained;
    private readonly TorchParameters followers;
    private readonly Scalar tau;

    /// <summary>A policy whose weights are still to be restored.</summary>
    /// <param name="config">Its hidden layers, its step size, and how its target follows.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="updatesPerStep">Updates for each step of its Adam.</param>
    public TorchDeterministicPolicy(ActorCriticConfig config, Dimensions dimensions, Device device, int updatesPerStep)
    {
        tau = config.Tau;
        network = TorchNetworks.Perceptron(dimensions.Observation, config.PolicyHidden, dimensions.Action, device);
        target = TorchNetworks.Perceptron(dimensions.Observation, config.PolicyHidden, dimensions.Action, device);
        trained = TorchParameters.Trained(network.Named("policy"), config.PolicyLearningRate, updatesPerStep: updatesPerStep);
        followers = TorchParameters.Fixed(target.Named("policy_target"));
    }

    /// <summary>All that the training state holds of it.</summary>
    public IReadOnlyList<TorchParameters> Parameters => [trained, followers];

    /// <summary>a at some states, [batch, action].</summary>
    public Tensor At(Tensor observations) => network.call(observations).tanh();

    /// <summary>The target's action with clipped noise added, clamped to [-1, 1]: a' of TD3's targets (arXiv 1802.09477, section 5.3).</summary>
    /// <param name="observations">[batch, observation].</param>
    /// <param name="noise">Standard normals, [batch, action].</param>
    /// <param name="deviation">What they are multiplied by.</param>
    /// <param name="clip">The most that is added.</param>
    public Tensor Smoothed(Tensor observations, Tensor noise, float deviation, float clip) =>
        target.call(observations).tanh().Plus(noise.Times(deviation).Clamped(-clip, clip)).Clamped(-1, 1);

    /// <summary>Adam's step down a loss; the target follows.</summary>
    public void Minimise(Tensor loss)
    {
        trained.Minimise(loss);
        followers.MoveTowards(trained, tau);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        trained.Dispose();
        followers.Dispose();
        network.Dispose();
        target.Dispose();
        tau.Dispose();
    }
}
