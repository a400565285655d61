using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Samples.Tests.Documentation;

/// <summary>The data that the pages' programs learn from.</summary>
internal static class RandomActions
{
    /// <summary>2,000 transitions of Pendulum-v1.</summary>
    public static OfflineDataset OnPendulum()
    {
        using var environment = PolicyEnvironment.Make("Pendulum-v1");
        return OfflineDataset.Of(new SlotRollout(environment, seed: 1).Run(SlotState.Start(0), null, 2_000).Chunk);
    }
}
