using AwacAkka.Environments.Registry;

namespace AwacAkka.Environments.Tests;

/// <summary>The environments that the battery runs on in this project: all that are registered.</summary>
internal static class BatteryIds
{
    public static IEnumerable<string> All => EnvironmentRegistry.Ids;
}
