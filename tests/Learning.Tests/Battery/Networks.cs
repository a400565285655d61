using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Tests.Battery;

/// <summary>Sizes of an algorithm's networks and batches, whichever algorithm it is.</summary>
public static class Networks
{
    /// <summary>The same values on other networks.</summary>
    public static AlgorithmConfig On(this AlgorithmConfig config, int[] policy, int[] critic, int offlineBatch, int onlineBatch)
    {
        var sized = config with { PolicyHidden = policy, OfflineBatchSize = offlineBatch, OnlineBatchSize = onlineBatch };
        return sized is ValueConfig critics ? critics with { CriticHidden = critic } : sized;
    }
}
