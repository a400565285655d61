using AwacAkka.Environments.Registry;

namespace AwacAkka.Environments.Tests;

/// <summary>
/// The environments that the battery runs on in this project: all that are registered. Of the mazes with an ant, which take longer than all
/// else together and differ in walls and reward alone, one of each kind.
/// </summary>
internal static class BatteryIds
{
    private static readonly string[] Ants = ["AntMaze_UMaze-v4", "antmaze-umaze-v2"];

    public static IEnumerable<string> All =>
        EnvironmentRegistry.Ids.Where(id => Ants.Contains(id) || !id.StartsWith("antmaze", StringComparison.OrdinalIgnoreCase));
}
