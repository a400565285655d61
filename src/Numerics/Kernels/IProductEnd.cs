using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AwacAkka.Numerics.Kernels;

/// <summary>What becomes of an element of a matrix product on its way from the registers to memory.</summary>
internal interface IProductEnd
{
    /// <summary>The result for the sums whose first is element (i, j) of the product and that follow each other in its row.</summary>
    Vector512<float> Apply(Vector512<float> sum, nint i, nint j);
}

/// <summary>The product as it is.</summary>
internal readonly struct SumAlone : IProductEnd
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> sum, nint i, nint j) => sum;
}

/// <summary>max(c + b, 0), as <see cref="Layer.AddBiasAndRectify"/> has it.</summary>
/// <param name="bias">Per column.</param>
internal readonly unsafe struct BiasAndRectify(float* bias) : IProductEnd
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> sum, nint i, nint j) =>
        Vector512.Max(sum + Vector512.Load(bias + j), Vector512<float>.Zero);
}

/// <summary>0 where the rectified activation is 0, as <see cref="Layer.MaskByActivation"/> has it.</summary>
/// <param name="activation">Of the product's shape.</param>
/// <param name="width">Its columns.</param>
internal readonly unsafe struct MaskByActivation(float* activation, nint width) : IProductEnd
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<float> Apply(Vector512<float> sum, nint i, nint j)
    {
        var alive = Vector512.GreaterThan(Vector512.Load(activation + i * width + j), Vector512<float>.Zero);
        return Vector512.ConditionalSelect(alive, sum, Vector512<float>.Zero);
    }
}
