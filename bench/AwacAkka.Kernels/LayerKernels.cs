using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;
using AwacAkka.Numerics.Memory;
using AwacAkka.Randomness;
using BenchmarkDotNet.Attributes;

namespace AwacAkka.Bench.Kernels;

/// <summary>What an update does beside matrix products, on the sizes of a network of 2x256 at batch 256.</summary>
public class LayerKernels
{
    private const int Rows = 256;
    private const int Width = 256;
    private static readonly int Parameters = new MlpShape(23, [Width, Width], 1).Parameters;
    private readonly NativeBuffer block = Normals(Rows * Width, 1);
    private readonly NativeBuffer bias = Normals(Width, 2);
    private readonly NativeBuffer parameters = Normals(Parameters, 3);
    private readonly NativeBuffer gradients = Normals(Parameters, 4);
    private readonly NativeBuffer target = new(Parameters);
    private readonly NativeBuffer m = new(Parameters);
    private readonly NativeBuffer v = new(Parameters);
    private readonly Adam adam = new(3e-4f);
    private long step;

    /// <summary>y = max(y + b, 0) over [256, 256].</summary>
    [Benchmark(Description = "bias and ReLU, 256 x 256")]
    public void BiasAndRelu() => ElementwiseKernels.AddBiasAndRectify(block.View, bias.View, Rows, Width);

    /// <summary>One critic's step, its target moving along.</summary>
    [Benchmark(Description = "Adam with target, a critic of 2x256")]
    public void AdamStep() => adam.Step(
        ++step, parameters.View, gradients.View, m.View, v.View, target.View, 5e-3f);

    /// <summary>Memory with standard normals.</summary>
    internal static NativeBuffer Normals(int count, uint number)
    {
        var buffer = new NativeBuffer(count);
        new AddressedRandom(1, DrawPurpose.Weights, number).FillNormal(buffer.Span);
        return buffer;
    }
}
