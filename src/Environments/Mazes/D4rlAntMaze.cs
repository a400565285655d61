using AwacAkka.Environments.MuJoCo;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Mazes;

/// <summary>
/// D4RL's antmaze: a weaker ant with steps of 0.1 s goes to the other end of a maze, and coming within 0.5 m of the goal ends the episode.
/// Observation (29): positions with x and y (15), velocities (14), but not the goal. Action: eight motors in [-1, 1]. Reward 1 at the goal,
/// else 0.
/// </summary>
/// <remarks>
/// Source: D4RL's <c>locomotion</c>, the tasks <c>-v2</c>. As there the goal, which is not observed, is drawn anew for each episode, up to 1.5 m
/// along each axis from the middle of its cell, towards greater x and y; an episode starts in the middle of a cell, with the noise of Ant. The mass of a capsule is that of
/// MuJoCo since 2.1.2, a little more than in the version that D4RL's data were made with.
/// </remarks>
public sealed class D4rlAntMaze : MazeEnvironment
{
    private const double ResetNoise = 0.1;
    private const double CellNoise = 1;
    private const double GoalNoise = 0.5;

    private static readonly MazeRobot Body = new(
        "ant_d4rl.xml", FrameSkip: 5, WallHeight: 0.5, PositionsObserved: 15, VelocitiesObserved: 14, ActionSize: 8);

    /// <summary>The body in its default pose at the origin of a maze.</summary>
    /// <param name="id">The registered id.</param>
    /// <param name="maze">Where it is; D4RL's have cells of 4 m, and their origin is the one cell in which episodes start.</param>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public D4rlAntMaze(string id, Maze maze)
        : base(id, Body, maze, MazeReward.Sparse, new MazeRules(0.5, ObservesGoal: false, EndsAtGoal: true))
    {
    }

    /// <inheritdoc />
    protected override void DrawStart(ref AddressedRandom random)
    {
        var goal = Draw(Maze.Goals, ref random);
        Location start;
        do
        {
            start = Draw(Maze.Starts, ref random);
        }
        while (start == goal);
        Simulation.Write(SimulationField.Position, 0, [start.X, start.Y]);
        AddUniformNoise(SimulationField.Position, ResetNoise, ref random);
        AddNormalNoise(SimulationField.Velocity, ResetNoise, ref random);
        Goal = new Location(Beyond(goal.X, ref random), Beyond(goal.Y, ref random));
    }

    /// <summary>Two draws, both upwards, as D4RL adds them to the cell and to the goal.</summary>
    private static double Beyond(double middle, ref AddressedRandom random)
    {
        var inCell = middle + random.NextUniform(0, CellNoise);
        return inCell + random.NextUniform(0, GoalNoise);
    }
}
