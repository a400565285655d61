namespace AwacAkka.Environments.Mazes;

/// <summary>Gymnasium-Robotics' mazes under their published ids.</summary>
internal static class MazeTasks
{
    private const double BallCell = 1;
    private const double AntCell = 4;

    /// <summary>What the registry is told.</summary>
    public static IEnumerable<EnvironmentSpec> Specs =>
    [
        .. OfBall("UMaze", "small", MazeMaps.UMaze, 300),
        .. OfBall("Medium", "medium", MazeMaps.Medium, 600),
        .. OfBall("Large", "large", MazeMaps.Large, 800),
        .. OfAnt("UMaze", "small", MazeMaps.UMaze, 700),
        .. OfAnt("Medium", "medium", MazeMaps.Medium, 1000),
        .. OfAnt("Large", "large", MazeMaps.Large, 1000),
    ];

    private static IEnumerable<EnvironmentSpec> OfBall(string map, string size, string[] rows, int limit)
    {
        var maze = new Maze(BallCell, rows);
        return SparseAndDense(
            $"PointMaze_{map}", "v3", $"push a ball through a {size} maze to a goal", limit, (id, reward) => new PointMaze(id, maze, reward));
    }

    private static IEnumerable<EnvironmentSpec> OfAnt(string map, string size, string[] rows, int limit)
    {
        var maze = new Maze(AntCell, rows);
        return SparseAndDense(
            $"AntMaze_{map}", "v4", $"a four-legged body goes through a {size} maze to goals", limit, (id, reward) => new AntMaze(id, maze, reward));
    }

    // An episode succeeds when its goal was met once; nobody has agreed on returns for these that would be 0 and 100.
    private static IEnumerable<EnvironmentSpec> SparseAndDense(
        string name, string version, string description, int limit, Func<string, MazeReward, MazeEnvironment> make)
    {
        var (sparse, dense) = ($"{name}-{version}", $"{name}Dense-{version}");
        yield return new EnvironmentSpec(
            sparse, $"{description}, reward 1 or 0 (MuJoCo)", () => make(sparse, MazeReward.Sparse), limit, SuccessfulSteps: 0);
        yield return new EnvironmentSpec(
            dense, $"{description}, reward by distance (MuJoCo)", () => make(dense, MazeReward.Dense), limit, SuccessfulSteps: 0);
    }
}
