using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>The temperature alpha of soft actor-critics, as its logarithm, with the Adam that trains it.</summary>
internal sealed class TorchTemperature : IDisposable
{
    private readonly Parameter logAlpha;
    private readonly float targetEntropy;

    /// <summary>A temperature that is still to be restored.</summary>
    /// <param name="learningRate">Adam's step size.</param>
    /// <param name="targetEntropy">Entropy below it makes alpha grow.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="updatesPerStep">Updates for each step of its Adam.</param>
    public TorchTemperature(float learningRate, float targetEntropy, Device device, int updatesPerStep = 1)
    {
        this.targetEntropy = targetEntropy;
        logAlpha = nn.Parameter(zeros([1], device: device));
        Parameters = TorchParameters.Trained([("log_alpha", logAlpha)], learningRate, updatesPerStep: updatesPerStep);
    }

    /// <summary>All that the training state holds of it.</summary>
    public TorchParameters Parameters { get; }

    /// <summary>alpha, [1], a constant.</summary>
    public Tensor Alpha => logAlpha.detach().exp();

    /// <summary>Adam's step on -log alpha (log pi + target entropy).</summary>
    /// <param name="logDensity">log pi(a~|s), [batch].</param>
    /// <param name="stands">Whether the step is one of no gradient.</param>
    public void Step(Tensor logDensity, bool stands = false) =>
        Parameters.Minimise(-(logAlpha * (stands ? zeros_like(logDensity) : logDensity.detach().Plus(targetEntropy))).mean());

    /// <inheritdoc />
    public void Dispose()
    {
        Parameters.Dispose();
        logAlpha.Dispose();
    }
}
