using AwacAkka.Environments.Registry;
using AwacAkka.Samples.Tests;

namespace AwacAkka.Environments.Tests;

/// <summary>The environments that the battery runs on in this project: those of the sample, loaded as a user's assembly is.</summary>
internal static class BatteryIds
{
    static BatteryIds() => EnvironmentAssembly.Load(RobotsAssembly.Path);

    public static IEnumerable<string> All => ["BalanceBeam-v0", "Docking-v0"];
}
