using AwacAkka.Environments.MuJoCo;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Mazes;

/// <summary>
/// What the maze tasks share: a robot starts in one cell and is to come near a goal in another. Observation: positions and velocities of the
/// robot, and where it is observed x and y of the goal.
/// </summary>
/// <remarks>
/// Source: Gymnasium-Robotics' <c>maze_v4</c> with its defaults: start and goal are the middle of a cell and uniform noise of up to a quarter
/// of a cell along each axis; a start's cell is further than half a cell from the goal.
/// </remarks>
public abstract class MazeEnvironment : MuJoCoEnvironment, IRecomputableReward
{
    private const double Noise = 0.25;
    private const double NearestStart = 0.5;

    private readonly MazeRobot robot;
    private readonly MazeReward reward;
    private readonly MazeRules rules;

    /// <summary>A robot in a maze.</summary>
    /// <param name="id">The registered id.</param>
    /// <param name="robot">What moves.</param>
    /// <param name="maze">Where.</param>
    /// <param name="reward">The reward to pay.</param>
    /// <param name="rules">What being at the goal means.</param>
    private protected MazeEnvironment(string id, MazeRobot robot, Maze maze, MazeReward reward, MazeRules rules)
        : base(
            id,
            robot.In(maze),
            robot.FrameSkip,
            Box.Uniform(double.NegativeInfinity, double.PositiveInfinity, robot.StateObserved + (rules.ObservesGoal ? 2 : 0)),
            Box.Uniform(-1, 1, robot.ActionSize))
    {
        this.robot = robot;
        this.reward = reward;
        this.rules = rules;
        Maze = maze;
    }

    /// <summary>Where the robot is.</summary>
    public Maze Maze { get; }

    /// <inheritdoc />
    public bool IsRewardRecomputable => rules.ObservesGoal;

    /// <summary>Where the goal is; it is part of the simulation's state.</summary>
    internal Location Goal
    {
        get => Read(SimulationField.MocapPosition);
        set => Simulation.Write(SimulationField.MocapPosition, 0, [value.X, value.Y]);
    }

    private Location Position => Read(SimulationField.Position);

    /// <inheritdoc />
    public double RewardOf(ReadOnlySpan<double> observation, ReadOnlySpan<double> action, ReadOnlySpan<double> successor) =>
        Reward(new Location(successor[0], successor[1]).DistanceTo(new Location(successor[^2], successor[^1])));

    /// <inheritdoc />
    protected override void DrawStart(ref AddressedRandom random)
    {
        var goal = DrawNear(Maze.Goals, ref random);
        Location start;
        do
        {
            start = Draw(Maze.Starts, ref random);
        }
        while (start.DistanceTo(goal) <= NearestStart * Maze.CellSize);
        start = AddNoise(start, ref random);
        Goal = goal;
        Simulation.Write(SimulationField.Position, 0, [start.X, start.Y]);
    }

    /// <inheritdoc />
    protected sealed override StepResult Act(ReadOnlySpan<double> action, Span<double> observation)
    {
        Move(action);
        Observe(observation);
        var distance = Position.DistanceTo(Goal);
        var met = distance <= rules.GoalRadius;
        return new StepResult(Reward(distance), Terminated: met && rules.EndsAtGoal, Truncated: false, met);
    }

    /// <summary>One step of the robot with a checked action.</summary>
    private protected virtual void Move(ReadOnlySpan<double> action) => Advance(action);

    /// <inheritdoc />
    protected sealed override void Observe(Span<double> observation)
    {
        Simulation.Read(SimulationField.Position, 0, observation[..robot.PositionsObserved]);
        Simulation.Read(SimulationField.Velocity, 0, observation[robot.PositionsObserved..robot.StateObserved]);
        Simulation.Read(SimulationField.MocapPosition, 0, observation[robot.StateObserved..]); // nothing where it is not observed
    }

    private Location DrawNear(IReadOnlyList<MazeCell> cells, ref AddressedRandom random) => AddNoise(Draw(cells, ref random), ref random);

    /// <summary>The middle of one of some cells.</summary>
    private protected Location Draw(IReadOnlyList<MazeCell> cells, ref AddressedRandom random)
    {
        Span<int> index = stackalloc int[1];
        random.FillIndices(index, cells.Count);
        return Maze.CentreOf(cells[index[0]]);
    }

    private Location AddNoise(Location centre, ref AddressedRandom random)
    {
        var range = Noise * Maze.CellSize;
        var x = random.NextUniform(-range, range);
        return new Location(centre.X + x, centre.Y + random.NextUniform(-range, range));
    }

    private double Reward(double distance) =>
        reward == MazeReward.Dense ? Math.Exp(-distance) : distance <= rules.GoalRadius ? 1 : 0;

    private Location Read(SimulationField field) => new(Simulation.Read(field, 0), Simulation.Read(field, 1));
}
