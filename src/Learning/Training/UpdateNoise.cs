namespace AwacAkka.Learning.Training;

/// <summary>The standard normals of one update, [batch size, action dimension] each.</summary>
/// <param name="capacity">Most transitions per batch.</param>
/// <param name="actionDimension">Numbers per action.</param>
public sealed class UpdateNoise(int capacity, int actionDimension)
{
    /// <summary>For a' ~ pi(.|s').</summary>
    public float[] NextAction { get; } = GC.AllocateArray<float>(capacity * actionDimension, pinned: true);

    /// <summary>For the action sampled at s.</summary>
    public float[] CurrentAction { get; } = GC.AllocateArray<float>(capacity * actionDimension, pinned: true);
}
