using AwacAkka.Numerics.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AwacAkka.Learning.Torch;

/// <summary>Multi-layer perceptrons whose parameters bear the names of the training state.</summary>
internal static class TorchNetworks
{
    /// <summary>Linear layers 0, 1, ... with ReLU between them, and each ReLU's input normalised where <paramref name="layerNorm"/> says so.</summary>
    public static Sequential Perceptron(int inputs, IReadOnlyList<int> hidden, int outputs, Device device, bool layerNorm = false)
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        for (var i = 0; i < hidden.Count; i++)
        {
            layers.Add(($"{i}", nn.Linear(i == 0 ? inputs : hidden[i - 1], hidden[i], device: device)));
            if (layerNorm)
            {
                layers.Add(($"norm{i}", nn.LayerNorm(hidden[i], eps: LayerNormKernels.Epsilon, device: device)));
            }

            layers.Add(($"relu{i}", nn.ReLU(inplace: true)));
        }

        layers.Add(($"{hidden.Count}", nn.Linear(hidden.Count == 0 ? inputs : hidden[^1], outputs, device: device)));
        return nn.Sequential(layers);
    }

    /// <summary>A network's parameters as, for instance, <c>policy.0.weight</c>.</summary>
    public static IEnumerable<(string Name, Parameter Value)> Named(this Sequential network, string prefix) =>
        network.named_parameters().Select(p => ($"{prefix}.{p.name}", p.parameter));
}
