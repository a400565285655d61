using AwacAkka.Randomness;

namespace AwacAkka.Learning.Training;

/// <summary>What chance has a part in of one update: its normal or uniform numbers, in preallocated, pinned arrays, and which critics count.</summary>
/// <param name="capacity">Most transitions per batch.</param>
/// <param name="actionDimension">Numbers per action.</param>
/// <param name="plan">What the algorithm draws.</param>
public sealed class UpdateNoise(int capacity, int actionDimension, BatchPlan plan)
{
    private readonly float[][] values =
        [.. plan.Draws.Select(draw => GC.AllocateArray<float>(capacity * draw.Samples * actionDimension, pinned: true))];

    /// <summary>What there is.</summary>
    public IReadOnlyList<Draw> Draws { get; } = plan.Draws;

    /// <summary>The critics whose targets count, each once; empty where the plan has no choice.</summary>
    public int[] TargetCritics { get; } = [.. Enumerable.Range(0, plan.Choice?.Size ?? 0)];

    /// <summary>Draws <see cref="TargetCritics"/>. Allocates nothing.</summary>
    public void ChooseCritics(AddressedRandom random)
    {
        if (plan.Choice is not { } choice)
        {
            return;
        }

        Span<int> critics = stackalloc int[choice.Of];
        Span<int> chosen = stackalloc int[1];
        for (var i = 0; i < choice.Of; i++)
        {
            critics[i] = i;
        }

        for (var i = 0; i < choice.Size; i++)
        {
            random.FillIndices(chosen, choice.Of - i);
            (critics[i], critics[i + chosen[0]]) = (critics[i + chosen[0]], critics[i]);
            TargetCritics[i] = critics[i];
        }
    }

    /// <summary>The numbers of the draw of that name.</summary>
    /// <exception cref="ArgumentException">The algorithm's plan has no such draw.</exception>
    public float[] this[string name]
    {
        get
        {
            for (var i = 0; i < values.Length; i++)
            {
                if (Draws[i].Name == name)
                {
                    return values[i];
                }
            }

            throw new ArgumentException($"the algorithm's plan has no draw '{name}'", nameof(name));
        }
    }

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
