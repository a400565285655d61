using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AwacAkka.Numerics.Kernels;

/// <summary>What a matrix product does with its finished sums before they are stored: the epilogue of cuBLASLt and CUTLASS.</summary>
internal interface IEpilogue
{
    /// <summary>The results for 16 finished sums: columns j to j + 15 of row i of the product.</summary>
    Vector512<float> Apply(Vector512<float> sum, nint i, nint j);
}

/// <summary>The product as it is.</summary>
internal readonly struct NoEpilogue : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> sum, nint i, nint j) => sum;
}

/// <summary>c + b, as <see cref="ElementwiseKernels.AddBias"/> has it.</summary>
/// <param name="bias">Per column.</param>
internal readonly unsafe struct AddBias(float* bias) : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> sum, nint i, nint j) => sum + Vector512.Load(bias + j);
}

/// <summary>max(c + b, 0), as <see cref="ElementwiseKernels.AddBiasAndRectify"/> has it.</summary>
/// <param name="bias">Per column.</param>
internal readonly unsafe struct BiasAndRectify(float* bias) : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> sum, nint i, nint j) =>
        Vector512.Max(sum + Vector512.Load(bias + j), Vector512<float>.Zero);
}

/// <summary>0 where the rectified activation is 0, as <see cref="ElementwiseKernels.MaskByActivation"/> has it.</summary>
/// <param name="activation">Of the product's shape.</param>
/// <param name="width">Its columns.</param>
internal readonly unsafe struct MaskByActivation(float* activation, nint width) : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> sum, nint i, nint j)
    {
        var alive = Vector512.GreaterThan(Vector512.Load(activation + i * width + j), Vector512<float>.Zero);
        return Vector512.ConditionalSelect(alive, sum, Vector512<float>.Zero);
    }
}
