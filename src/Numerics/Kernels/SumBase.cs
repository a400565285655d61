namespace AwacAkka.Numerics.Kernels;

/// <summary>What the sums of a matrix product are added to.</summary>
internal enum SumBase
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>0, which matters: a negative sum that underflowed to -0 becomes 0.</summary>
    Zero,

    /// <summary>What the result holds already.</summary>
    Result,
}
