using AwacAkka.Numerics.Kernels;

namespace AwacAkka.Numerics.Layers;

/// <summary>What the fused learners compute those passes in that no gradient goes through.</summary>
public enum Precision
{
    /// <summary>Single precision, as all other passes.</summary>
    Float32,

    /// <summary>Products of bfloat16 numbers (8 significant bits), summed in single precision: <see cref="Bfloat16Mlp"/>.</summary>
    Bfloat16,
}
