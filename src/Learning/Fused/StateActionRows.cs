using AwacAkka.Numerics.Memory;

namespace AwacAkka.Learning.Fused;

/// <summary>Rows of (s, a): what a Q function takes, or what its gradient with regard to that is written to.</summary>
/// <param name="resources">Sizes: room for the largest batch.</param>
public sealed class StateActionRows(FusedResources resources) : IDisposable
{
    private readonly int observationDimension = resources.ObservationDimension;
    private readonly int width = resources.ObservationDimension + resources.ActionDimension;
    private readonly NativeBuffer rows = new(resources.Capacity * (resources.ObservationDimension + resources.ActionDimension));

    /// <summary>All rows, [capacity, observation + action].</summary>
    public NativeView View => rows.View;

    /// <summary>Writes one row.</summary>
    public void Write(int row, ReadOnlySpan<float> state, ReadOnlySpan<float> action)
    {
        state.CopyTo(rows.Span.Slice(row * width, observationDimension));
        action.CopyTo(ActionOf(row));
    }

    /// <summary>The action's part of one row.</summary>
    public Span<float> ActionOf(int row) => rows.Span.Slice(row * width + observationDimension, width - observationDimension);

    /// <inheritdoc />
    public void Dispose() => rows.Dispose();
}
