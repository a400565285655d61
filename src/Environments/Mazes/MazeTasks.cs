namespace AwacAkka.Environments.Mazes;

/// <summary>Gymnasium-Robotics' mazes and D4RL's antmaze under their published ids.</summary>
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
        .. OfD4rl(["antmaze-umaze-v2", "antmaze-umaze-diverse-v2"], "small", MazeMaps.D4rlUMaze, 700),
        .. OfD4rl(["antmaze-medium-play-v2", "antmaze-medium-diverse-v2"], "medium", MazeMaps.D4rlMedium, 1000),
        .. OfD4rl(["antmaze-large-play-v2", "antmaze-large-diverse-v2"], "large", MazeMaps.D4rlLarge, 1000),
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
            $"AntMaze_{map}", "v4", $"a four-legged body goes through a {size} maze to a goal", limit, (id, reward) => new AntMaze(id, maze, reward));
    }

    /// <summary>Ids that D4RL has for one task, since their datasets differ. Its scores are percentages of episodes that end at the goal.</summary>
    private static IEnumerable<EnvironmentSpec> OfD4rl(string[] ids, string size, string[] rows, int limit)
    {
        var start = new MazeCell(rows.Length - 2, 1);
        var maze = new Maze(AntCell, rows) { Origin = start };
        return ids.Select(id => new EnvironmentSpec(
            id, $"a weak four-legged body crosses a {size} maze, reward 1 at the goal, which ends it (MuJoCo)", () => new D4rlAntMaze(id, maze), limit,
            new ReferenceReturns(0, 1), SuccessfulSteps: 0));
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
