using System.Runtime.Intrinsics;

namespace AwacAkka.Learning.Numerics;

/// <summary>What becomes of a tile of a matrix product while it is still in the first cache.</summary>
internal unsafe interface IProductEnd
{
    /// <summary>Rows of <see cref="Avx512Tile.Columns"/> elements at <paramref name="c"/>, the first of which is element (i, j) of the product.</summary>
    void Apply(float* c, int rows, nint i, nint j);
}

/// <summary>The product as it is.</summary>
internal readonly unsafe struct SumAlone : IProductEnd
{
    public void Apply(float* c, int rows, nint i, nint j)
    {
    }
}

/// <summary>max(c + b, 0), as <see cref="Layer.AddBiasAndRectify"/> has it.</summary>
/// <param name="bias">Per column.</param>
/// <param name="width">The product's columns.</param>
internal readonly unsafe struct BiasAndRectify(float* bias, nint width) : IProductEnd
{
    public void Apply(float* c, int rows, nint i, nint j)
    {
        for (; rows > 0; rows--, c += width)
        {
            for (var x = 0; x < Avx512Tile.Columns; x += Vector512<float>.Count)
            {
                Vector512.Max(Vector512.Load(c + x) + Vector512.Load(bias + j + x), Vector512<float>.Zero).Store(c + x);
            }
        }
    }
}

/// <summary>0 where the rectified activation is 0, as <see cref="Layer.MaskByActivation"/> has it.</summary>
/// <param name="activation">Of the product's shape.</param>
/// <param name="width">Its columns.</param>
internal readonly unsafe struct MaskByActivation(float* activation, nint width) : IProductEnd
{
    public void Apply(float* c, int rows, nint i, nint j)
    {
        for (var h = activation + i * width + j; rows > 0; rows--, c += width, h += width)
        {
            for (var x = 0; x < Avx512Tile.Columns; x += Vector512<float>.Count)
            {
                var alive = Vector512.GreaterThan(Vector512.Load(h + x), Vector512<float>.Zero);
                Vector512.ConditionalSelect(alive, Vector512.Load(c + x), Vector512<float>.Zero).Store(c + x);
            }
        }
    }
}
