namespace AwacAkka.Environments;

/// <summary>A set of possible observations or actions, after Gymnasium's <c>spaces</c>.</summary>
public abstract record Space
{
    /// <summary>How many numbers one element is written as.</summary>
    public abstract int Dimension { get; }
}

/// <summary>A box of real vectors; bounds may be infinite.</summary>
/// <param name="Low">Smallest value per element.</param>
/// <param name="High">Largest value per element.</param>
/// <exception cref="ArgumentException">The bounds differ in number, are no numbers, or the largest value is below the smallest.</exception>
public sealed record Box(IReadOnlyList<double> Low, IReadOnlyList<double> High) : Space
{
    /// <summary>Largest value per element.</summary>
    public IReadOnlyList<double> High { get; init; } = Above(Low, High);

    /// <inheritdoc />
    public override int Dimension => Low.Count;

    /// <summary>A box with the same bounds for each of <paramref name="dimension"/> elements.</summary>
    public static Box Uniform(double low, double high, int dimension) =>
        new(Enumerable.Repeat(low, dimension).ToArray(), Enumerable.Repeat(high, dimension).ToArray());

    private static IReadOnlyList<double> Above(IReadOnlyList<double> low, IReadOnlyList<double> high)
    {
        ArgumentNullException.ThrowIfNull(low);
        ArgumentNullException.ThrowIfNull(high);
        if (low.Count != high.Count)
        {
            throw new ArgumentException($"A box has {low.Count} smallest values and {high.Count} largest ones; give one of each for every element.", nameof(high));
        }

        for (var i = 0; i < low.Count; i++)
        {
            if (!(low[i] <= high[i]))
            {
                throw new ArgumentException($"Element {i} of a box goes from {low[i]} to {high[i]}; the largest value must not be below the smallest.", nameof(high));
            }
        }

        return high;
    }
}

/// <summary>The actions 0 to <paramref name="Count"/> - 1, written as one number.</summary>
/// <param name="Count">How many there are, at least one.</param>
/// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
public sealed record Discrete(int Count) : Space
{
    /// <summary>How many there are.</summary>
    public int Count { get; init; } = Count > 0
        ? Count
        : throw new ArgumentOutOfRangeException(nameof(Count), $"There are {Count} choices; at least one is expected.");

    /// <inheritdoc />
    public override int Dimension => 1;
}
