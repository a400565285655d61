using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using BenchmarkDotNet.Attributes;

namespace AwacAkka.Bench.Kernels;

/// <summary>
/// Matrix products [m, k] [k, n] of an update at batch 256: of hidden layers, a whole batch per critic and half of it per thread of the
/// policy, and of a critic's first and last layer.
/// </summary>
public class ProductKernels
{
    private const int Largest = 256 * 256;
    private readonly NativeBuffer a = LayerKernels.Normals(Largest, 1);
    private readonly NativeBuffer b = LayerKernels.Normals(Largest, 2);
    private readonly NativeBuffer c = new(Largest);
    private readonly NativeBuffer bias = new(256);

    /// <summary>A forward pass, bias and ReLU included.</summary>
    [Benchmark(Description = "relu(x W' + b)")]
    [Arguments(256, 256, 256)]
    [Arguments(256, 256, 23)]
    [Arguments(128, 256, 256)]
    public void Forward(int m, int n, int k) => LayerProducts.Forward(m, k, n, a.View, b.View, bias.View, rectifies: true, c.View);

    /// <summary>dL/dx.</summary>
    [Benchmark(Description = "sgemm d W")]
    [Arguments(256, 256, 256)]
    [Arguments(256, 256, 1)]
    public void InputGradient(int m, int n, int k) => LayerProducts.InputGradient(m, n, k, a.View, b.View, activation: default, c.View);

    /// <summary>dL/dW.</summary>
    [Benchmark(Description = "sgemm d' x")]
    [Arguments(256, 256, 256)]
    [Arguments(256, 23, 256)]
    [Arguments(1, 256, 256)]
    public void WeightGradient(int m, int n, int k) => LayerProducts.WeightGradient(k, n, m, a.View, b.View, c.View);
}
