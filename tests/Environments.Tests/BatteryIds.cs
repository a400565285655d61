using AwacAkka.Environments.Registry;

namespace AwacAkka.Environments.Tests;

/// <summary>
/// The environments that the battery runs on in this project: all that are registered. Of the ant's mazes, which differ in walls and reward
/// alone and take longer than all else together, one.
/// </summary>
internal static class BatteryIds
{
    private const string AntInMaze = "AntMaze_UMaze-v4";

    public static IEnumerable<string> All =>
        EnvironmentRegistry.Ids.Where(id => id == AntInMaze || !id.StartsWith("AntMaze_", StringComparison.Ordinal));
}
