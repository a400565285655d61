namespace AwacAkka.Learning.Training;

/// <summary>The standard normals of one update, in preallocated, pinned arrays.</summary>
/// <param name="capacity">Most transitions per batch.</param>
/// <param name="actionDimension">Numbers per action.</param>
/// <param name="draws">What the algorithm draws.</param>
public sealed class UpdateNoise(int capacity, int actionDimension, IReadOnlyList<Draw> draws)
{
    private readonly float[][] values =
        [.. draws.Select(draw => GC.AllocateArray<float>(capacity * draw.Samples * actionDimension, pinned: true))];

    /// <summary>What there is.</summary>
    public IReadOnlyList<Draw> Draws { get; } = draws;

    /// <summary>The numbers of one draw, [batch size, samples, action dimension].</summary>
    /// <exception cref="ArgumentException">The algorithm's plan has no such draw.</exception>
    public float[] this[Draw draw]
    {
        get
        {
            for (var i = 0; i < values.Length; i++)
            {
                if (ReferenceEquals(Draws[i], draw))
                {
                    return values[i];
                }
            }

            throw new ArgumentException($"the algorithm's plan has no draw '{draw.Name}'", nameof(draw));
        }
    }
}
