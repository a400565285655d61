using AwacAkka.Numerics.Memory;

namespace AwacAkka.Learning.Fused;

/// <summary>
/// Rows of (s, a): what a Q function takes, or what its gradient with regard to that is written to. Beside s may stand other numbers, such as a latent.
/// </summary>
/// <param name="resources">Sizes: room for the largest batch.</param>
/// <param name="numbers">How many numbers stand beside s.</param>
public sealed class StateActionRows(FusedResources resources, int numbers) : IDisposable
{
    private readonly int observationDimension = resources.ObservationDimension;
    private readonly int width = resources.ObservationDimension + numbers;
    private readonly NativeBuffer rows = new(checked(resources.Capacity * (resources.ObservationDimension + numbers)));

    /// <summary>Allocates rows of states and actions.</summary>
    /// <param name="resources">Sizes: room for the largest batch.</param>
    public StateActionRows(FusedResources resources)
        : this(resources, resources.ActionDimension)
    {
    }

    /// <summary>All rows, [capacity, observation + action].</summary>
    public NativeView View => rows.View;

    /// <summary>Some rows, [count, observation + action].</summary>
    public NativeView Rows(int start, int count) => rows.View.Rows(start, count, width);

    /// <summary>Writes one row.</summary>
    public void Write(int row, ReadOnlySpan<float> state, ReadOnlySpan<float> action) => action.CopyTo(Begin(row, state));

    /// <summary>Writes the state's part of one row.</summary>
    /// <returns>The action's part, for the caller to write.</returns>
    public Span<float> Begin(int row, ReadOnlySpan<float> state)
    {
        state.CopyTo(rows.Span.Slice(row * width, observationDimension));
        return ActionOf(row);
    }

    /// <summary>The action's part of one row.</summary>
    public Span<float> ActionOf(int row) => rows.Span.Slice(row * width + observationDimension, width - observationDimension);

    /// <summary>The sum over several of the action's part of one row: what all critics say of an action.</summary>
    public static void SumOfActions(ReadOnlySpan<StateActionRows> several, int row, Span<float> sum)
    {
        several[0].ActionOf(row).CopyTo(sum);
        foreach (var one in several[1..])
        {
            var ofAction = one.ActionOf(row);
            for (var d = 0; d < sum.Length; d++)
            {
                sum[d] += ofAction[d];
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => rows.Dispose();
}
