namespace AwacAkka.Learning.Fused;

/// <summary>Actions that a policy samples, one per transition, as the critics take them, with their log densities.</summary>
/// <param name="resources">Sizes: room for the largest batch.</param>
/// <param name="head">The policy's.</param>
public sealed class SampledActions(FusedResources resources, TanhGaussianHead head) : IDisposable
{
    /// <summary>The states with the actions.</summary>
    public StateActionRows Rows { get; } = new(resources);

    /// <summary>log pi(a|s) per transition.</summary>
    public float[] LogDensities { get; } = new float[resources.Capacity];

    /// <summary>Samples one.</summary>
    /// <param name="row">The transition.</param>
    /// <param name="state">The state.</param>
    /// <param name="outputs">The policy's outputs there.</param>
    /// <param name="noise">Standard normals.</param>
    public void Sample(int row, ReadOnlySpan<float> state, ReadOnlySpan<float> outputs, ReadOnlySpan<float> noise) =>
        LogDensities[row] = head.Sample(outputs, noise, Rows.Begin(row, state));

    /// <inheritdoc />
    public void Dispose() => Rows.Dispose();
}
