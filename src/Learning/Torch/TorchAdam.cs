using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>
/// Adam (Kingma and Ba, arXiv 1412.6980): TorchSharp's own, to the bit, but for the numbers that its own lets go of while libtorch reads
/// them (<see cref="TensorArithmetic"/>). Weight decay enters the gradient.
/// </summary>
internal sealed class TorchAdam : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;

    private static readonly Scalar KeptOfMean = Beta1;
    private static readonly Scalar NewInMean = 1 - Beta1;
    private static readonly Scalar KeptOfSquare = Beta2;
    private static readonly Scalar NewInSquare = 1 - Beta2;
    private static readonly Scalar Epsilon = 1e-8;
    private static readonly Scalar One = 1;

    private readonly Parameter[] parameters;
    private readonly double learningRate;
    private readonly Scalar? weightDecay;

    /// <summary>Trains <paramref name="parameters"/>, from zero moments.</summary>
    public TorchAdam(Parameter[] parameters, double learningRate, double weightDecay)
    {
        this.parameters = parameters;
        this.learningRate = learningRate;
        if (weightDecay != 0)
        {
            this.weightDecay = weightDecay;
        }

        Means = Array.ConvertAll(parameters, p => zeros_like(p).DetachFromDisposeScope());
        Squares = Array.ConvertAll(parameters, p => zeros_like(p).DetachFromDisposeScope());
    }

    /// <summary>Moving averages of the gradients, one for each parameter.</summary>
    public Tensor[] Means { get; }

    /// <summary>Moving averages of the gradients' squares.</summary>
    public Tensor[] Squares { get; }

    /// <summary>Steps made.</summary>
    public long Steps { get; set; }

    /// <summary>One step down the gradients that the parameters hold.</summary>
    public void Step()
    {
        using var still = no_grad();
        Steps++;
        using Scalar stepSize = -(learningRate / (1 - Math.Pow(Beta1, Steps)));
        using Scalar rootCorrection = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        for (var i = 0; i < parameters.Length; i++)
        {
            if (parameters[i].grad is not { } gradient)
            {
                continue;
            }

            gradient = weightDecay is null ? gradient : gradient.add(parameters[i], weightDecay);
            Means[i].mul_(KeptOfMean).add_(gradient, NewInMean);
            Squares[i].mul_(KeptOfSquare).addcmul_(gradient, gradient, NewInSquare);
            var root = (Squares[i].sqrt() / rootCorrection).add_(Epsilon, One);
            parameters[i].addcdiv_(Means[i], root, stepSize);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Array.ForEach([.. Means, .. Squares], moments => moments.Dispose());
        weightDecay?.Dispose();
    }
}
