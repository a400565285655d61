using AwacAkka.Environments.MuJoCo;

namespace AwacAkka.Environments.Mazes;

/// <summary>
/// A ball of 4.2 kg is pushed through a maze by up to 100 N along each axis, 100 times a second. Observation (6): its position (2), its
/// velocity (2), the goal (2). It is to come within 0.45 m of the goal, which stays where it is. Only the time limit ends an episode.
/// </summary>
/// <remarks>
/// Source: Gymnasium-Robotics' <c>PointMaze</c>. Each velocity is clipped to [-5, 5] m/s before a step, so that the one observed after it may
/// be a little larger.
/// </remarks>
public sealed class PointMaze : MazeEnvironment
{
    private const double LargestVelocity = 5;

    private static readonly MazeRobot Ball = new(
        "point.xml", FrameSkip: 1, WallHeight: 0.4, PositionsObserved: 2, VelocitiesObserved: 2, ActionSize: 2);

    /// <summary>The ball at rest in the middle of a maze.</summary>
    /// <param name="id">The registered id.</param>
    /// <param name="maze">Where it is; Gymnasium-Robotics' have cells of 1 m.</param>
    /// <param name="reward">The reward to pay.</param>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public PointMaze(string id, Maze maze, MazeReward reward)
        : base(id, Ball, maze, reward, MazeRules.Continuing)
    {
    }

    private protected override void Move(ReadOnlySpan<double> action)
    {
        Span<double> velocity = stackalloc double[2];
        Simulation.Read(SimulationField.Velocity, 0, velocity);
        Clip(velocity, LargestVelocity);
        Simulation.Write(SimulationField.Velocity, 0, velocity);
        Advance(action);
    }
}
