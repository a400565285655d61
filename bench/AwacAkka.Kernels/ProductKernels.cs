using AwacAkka.Learning.Numerics;
using BenchmarkDotNet.Attributes;

namespace AwacAkka.Bench.Kernels;

/// <summary>The shapes of an update's matrix products at batch 256: a whole batch per critic, half of it per thread of the policy.</summary>
public unsafe class ProductKernels
{
    private const int Largest = 256 * 256;
    private readonly NativeBuffer a = LayerKernels.Normals(Largest, 1);
    private readonly NativeBuffer b = LayerKernels.Normals(Largest, 2);
    private readonly NativeBuffer c = new(Largest);

    /// <summary>Floating point operations of a benchmark, by its description, for the rate beside the time.</summary>
    internal static Dictionary<string, double> Operations { get; } = new()
    {
        [ForwardName] = 2.0 * 256 * 256 * 256,
        [FirstLayerName] = 2.0 * 256 * 256 * 23,
        [HalfBatchName] = 2.0 * 128 * 256 * 256,
        [InputGradientName] = 2.0 * 256 * 256 * 256,
        [WeightGradientName] = 2.0 * 256 * 256 * 256,
        [FirstWeightGradientName] = 2.0 * 256 * 23 * 256,
        [LastInputGradientName] = 2.0 * 256 * 256,
        [LastWeightGradientName] = 2.0 * 256 * 256,
    };

    private const string ForwardName = "sgemm x W': 256 x 256 x 256";
    private const string FirstLayerName = "sgemm x W': 256 x 256 x 23";
    private const string HalfBatchName = "sgemm x W': 128 x 256 x 256";
    private const string InputGradientName = "sgemm d W: 256 x 256 x 256";
    private const string WeightGradientName = "sgemm d' x: 256 x 256 x 256";
    private const string FirstWeightGradientName = "sgemm d' x: 256 x 23 x 256";
    private const string LastInputGradientName = "sgemm d W: 256 x 256 x 1";
    private const string LastWeightGradientName = "sgemm d' x: 1 x 256 x 256";

    /// <summary>A hidden layer.</summary>
    [Benchmark(Description = ForwardName)]
    public void Forward() => Blas.MultiplyTransposed(256, 256, 256, a.Pointer, b.Pointer, c.Pointer);

    /// <summary>The first layer.</summary>
    [Benchmark(Description = FirstLayerName)]
    public void FirstLayer() => Blas.MultiplyTransposed(256, 256, 23, a.Pointer, b.Pointer, c.Pointer);

    /// <summary>A hidden layer of the policy on one thread.</summary>
    [Benchmark(Description = HalfBatchName)]
    public void HalfBatch() => Blas.MultiplyTransposed(128, 256, 256, a.Pointer, b.Pointer, c.Pointer);

    /// <summary>dL/dx.</summary>
    [Benchmark(Description = InputGradientName)]
    public void InputGradient() => Blas.Multiply(256, 256, 256, a.Pointer, b.Pointer, c.Pointer);

    /// <summary>dL/dW.</summary>
    [Benchmark(Description = WeightGradientName)]
    public void WeightGradient() => Blas.TransposedMultiply(256, 256, 256, a.Pointer, b.Pointer, c.Pointer);

    /// <summary>dL/dW of the first layer.</summary>
    [Benchmark(Description = FirstWeightGradientName)]
    public void FirstWeightGradient() => Blas.TransposedMultiply(256, 23, 256, a.Pointer, b.Pointer, c.Pointer);

    /// <summary>dL/dx of a critic's last layer.</summary>
    [Benchmark(Description = LastInputGradientName)]
    public void LastInputGradient() => Blas.Multiply(256, 256, 1, a.Pointer, b.Pointer, c.Pointer);

    /// <summary>dL/dW of a critic's last layer.</summary>
    [Benchmark(Description = LastWeightGradientName)]
    public void LastWeightGradient() => Blas.TransposedMultiply(1, 256, 256, a.Pointer, b.Pointer, c.Pointer);
}
