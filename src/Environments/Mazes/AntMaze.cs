namespace AwacAkka.Environments.Mazes;

/// <summary>
/// The four-legged body of <see cref="MuJoCo.Ant"/> walks through a maze. Observation (31): positions with x and y (15), velocities (14), the
/// goal (2). It is to come within 0.45 m of the goal, which stays where it is. Only the time limit ends an episode. Action: eight motors in
/// [-1, 1].
/// </summary>
/// <remarks>
/// Source: Gymnasium-Robotics' <c>AntMaze</c>, version 4. An episode starts in the model's default pose at rest, without noise but that of the
/// place. Neither the fall of the body nor its controls count, and contact forces are not observed.
/// </remarks>
public sealed class AntMaze : MazeEnvironment
{
    private static readonly MazeRobot Body = new(
        "ant.xml", FrameSkip: 5, WallHeight: 0.5, PositionsObserved: 15, VelocitiesObserved: 14, ActionSize: 8);

    /// <summary>The body in its default pose in the middle of a maze.</summary>
    /// <param name="id">The registered id.</param>
    /// <param name="maze">Where it is; Gymnasium-Robotics' have cells of 4 m.</param>
    /// <param name="reward">The reward to pay.</param>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public AntMaze(string id, Maze maze, MazeReward reward)
        : base(id, Body, maze, reward, MazeRules.Continuing)
    {
    }
}
