using AwacAkka.Learning.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>A value function V(s), named v, with the Adam that trains it.</summary>
internal sealed class TorchValue : IDisposable
{
    private readonly Sequential network;

    /// <summary>A value function whose weights are still to be restored.</summary>
    /// <param name="config">Its hidden layers and step size.</param>
    /// <param name="dimensions">The task's sizes.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="updatesPerStep">Updates for each step of its Adam.</param>
    public TorchValue(ValueConfig config, Dimensions dimensions, Device device, int updatesPerStep = 1)
    {
        network = TorchNetworks.Perceptron(dimensions.Observation, config.CriticHidden, 1, device);
        Parameters = TorchParameters.Trained(network.Named("v"), config.CriticLearningRate, updatesPerStep: updatesPerStep);
    }

    /// <summary>All that the training state holds of it.</summary>
    public TorchParameters Parameters { get; }

    /// <summary>V(s), [batch].</summary>
    public Tensor At(Tensor observations) => network.call(observations).squeeze(-1);

    /// <summary>The same in numbers, without a gradient.</summary>
    public float[] NumbersAt(Tensor observations)
    {
        using var still = no_grad();
        return At(observations).ToNumbers();
    }

    /// <summary>R = sum gamma^k r_k + gamma^n V(s_n) of a batch that has returns, [batch], without a gradient.</summary>
    public Tensor Returns(TorchBatch batch)
    {
        using var still = no_grad();
        return batch.Returns.Plus(batch.ReturnDiscounts * At(batch.LastObservations));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Parameters.Dispose();
        network.Dispose();
    }
}
