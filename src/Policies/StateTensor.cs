namespace AwacAkka.Policies;

/// <summary>A single precision tensor, row-major.</summary>
/// <param name="Shape">Sizes of the dimensions.</param>
/// <param name="Data">The numbers, as many as the product of the shape.</param>
public sealed record StateTensor(int[] Shape, float[] Data);
