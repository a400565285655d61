using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Algorithms.Bear;

/// <summary>A model of the data's actions, a variational autoencoder: a = tanh(decoder(s, z)), z ~ N(mean(s, a), std(s, a)) where a is known, else N(0, 1).</summary>
internal sealed class TorchVae : IDisposable
{
    private readonly float klWeight;
    private readonly int latents;
    private readonly Sequential encoder;
    private readonly Sequential decoder;

    /// <summary>A model whose weights are still to be restored.</summary>
    /// <param name="config">Its hidden layers and step size.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="device">Where it is.</param>
    public TorchVae(BearConfig config, Dimensions dimensions, Device device)
    {
        (klWeight, latents) = (config.VaeKlWeight, BearConfig.Latents(dimensions.Action));
        encoder = TorchNetworks.Perceptron(dimensions.Observation + dimensions.Action, config.VaeHidden, 2 * latents, device);
        decoder = TorchNetworks.Perceptron(dimensions.Observation + latents, config.VaeHidden, dimensions.Action, device);
        Parameters = TorchParameters.Trained([.. encoder.Named("encoder"), .. decoder.Named("decoder")], config.VaeLearningRate);
    }

    /// <summary>All that the training state holds of it.</summary>
    public TorchParameters Parameters { get; }

    /// <summary>Mean squared error of rebuilt actions and the weighted divergence of their latents from a standard normal.</summary>
    /// <param name="observations">s, [batch, observation].</param>
    /// <param name="actions">a, [batch, action].</param>
    /// <param name="noise">Standard normals, [batch, 2, action].</param>
    public Tensor Loss(Tensor observations, Tensor actions, Tensor noise)
    {
        var code = encoder.call(cat([observations, actions], 1));
        var (mean, logStd) = (code.narrow(1, 0, latents), code.narrow(1, latents, latents).Clamped(BearConfig.LatentLogStdMin, BearConfig.LatentLogStdMax));
        var z = mean.Plus(logStd.exp() * noise.reshape(-1, latents));
        var rebuilt = decoder.call(cat([observations, z], 1)).tanh();
        var divergence = (mean.Squared().Plus(logStd.Times(2).exp()) - logStd.Times(2)).Minus(1).Over(2);
        return (rebuilt - actions).Squared().mean().Plus(divergence.mean().Times(klWeight));
    }

    /// <summary>Actions before their tanh, [batch, samples, action], without a gradient. The latents are clipped, which keeps to the middle of the data.</summary>
    /// <param name="observations">s, [batch, observation].</param>
    /// <param name="noise">Standard normals, [batch, 2 samples, action].</param>
    public Tensor Raw(Tensor observations, Tensor noise)
    {
        using var still = no_grad();
        var z = noise.reshape(observations.shape[0], -1, latents).Clamped(-BearConfig.LargestNoise, BearConfig.LargestNoise);
        var raw = decoder.call(cat([ActionSamples.Repeated(observations, z), ActionSamples.Flat(z)], 1));
        return raw.reshape(z.shape[0], z.shape[1], -1);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Parameters.Dispose();
        encoder.Dispose();
        decoder.Dispose();
    }
}
