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
public sealed record Box(IReadOnlyList<double> Low, IReadOnlyList<double> High) : Space
{
    /// <inheritdoc />
    public override int Dimension => Low.Count;

    /// <summary>A box with the same bounds for each of <paramref name="dimension"/> elements.</summary>
    public static Box Uniform(double low, double high, int dimension) =>
        new(Enumerable.Repeat(low, dimension).ToArray(), Enumerable.Repeat(high, dimension).ToArray());
}

/// <summary>The actions 0 to <paramref name="Count"/> - 1, written as one number.</summary>
/// <param name="Count">How many there are.</param>
public sealed record Discrete(int Count) : Space
{
    /// <inheritdoc />
    public override int Dimension => 1;
}
