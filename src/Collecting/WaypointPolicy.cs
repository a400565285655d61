using AwacAkka.Data.Files;
using AwacAkka.Environments.Mazes;
using AwacAkka.Environments.Registry;
using AwacAkka.Policies;
using AwacAkka.Randomness;

namespace AwacAkka.Collecting;

/// <summary>
/// Pushes the ball of <see cref="PointMaze"/> along a shortest way: towards the middle of the next cell, and in the goal's cell towards the
/// goal. Exploring adds normal noise with a standard deviation of 0.5 to each action.
/// </summary>
/// <remarks>
/// Gains and noise are those that Minari's PointMaze data were made with. Their controller remembers its way and comes close to every waypoint;
/// this one looks at the observation alone, so that it goes on from any state.
/// </remarks>
public sealed class WaypointPolicy : IPolicy
{
    private const double Gain = 10;
    private const double Damping = 1;
    private const double Noise = 0.5;

    private readonly Maze maze;
    private readonly Dictionary<MazeCell, int> numbers;
    private readonly int[][] steps; // [to][from]: the next cell on the way

    private WaypointPolicy(Maze maze)
    {
        this.maze = maze;
        numbers = maze.FreeCells.Select((cell, number) => (cell, number)).ToDictionary(pair => pair.cell, pair => pair.number);
        steps = [.. maze.FreeCells.Select(StepsTo)];
    }

    /// <summary>The policy for an environment.</summary>
    /// <exception cref="Environments.UnknownEnvironmentException">No environment has this id.</exception>
    /// <exception cref="DatasetException">The environment is no maze with a ball.</exception>
    public static WaypointPolicy Of(string id)
    {
        using var environment = EnvironmentRegistry.Spec(id).MakeBare();
        return environment is PointMaze point
            ? new WaypointPolicy(point.Maze)
            : throw new DatasetException($"waypoints lead the ball of a PointMaze, but {id} has none; 'awac envs' lists those mazes");
    }

    /// <inheritdoc />
    public void Explore(ReadOnlySpan<double> observation, ref AddressedRandom random, Span<float> action)
    {
        ActMean(observation, action);
        foreach (ref var push in action)
        {
            push = (float)Math.Clamp(push + Noise * random.NextNormal(), -1, 1);
        }
    }

    /// <inheritdoc />
    public void ActMean(ReadOnlySpan<double> observation, Span<float> action)
    {
        var target = TargetFrom(new Location(observation[0], observation[1]), new Location(observation[4], observation[5]));
        action[0] = Push(target.X - observation[0], observation[2]);
        action[1] = Push(target.Y - observation[1], observation[3]);
    }

    private static float Push(double way, double velocity) => (float)Math.Clamp(Gain * way - Damping * velocity, -1, 1);

    private Location TargetFrom(Location position, Location goal)
    {
        // A hard push may press the ball's middle a little into a wall; from there it goes straight to the goal until it is out.
        if (!numbers.TryGetValue(maze.CellAt(position), out var from) || !numbers.TryGetValue(maze.CellAt(goal), out var to) || from == to)
        {
            return goal;
        }

        var next = steps[to][from];
        return next == to ? goal : maze.CentreOf(maze.FreeCells[next]);
    }

    /// <summary>Breadth-first from a cell outwards: of every other cell the neighbour that is nearest to it, or itself where there is no way.</summary>
    private int[] StepsTo(MazeCell goal)
    {
        int[] next = [.. Enumerable.Range(0, numbers.Count)];
        var reached = new HashSet<MazeCell> { goal };
        var queue = new Queue<MazeCell>(reached);
        while (queue.TryDequeue(out var cell))
        {
            MazeCell[] neighbours =
            [
                cell with { Row = cell.Row - 1 }, cell with { Row = cell.Row + 1 },
                cell with { Column = cell.Column - 1 }, cell with { Column = cell.Column + 1 },
            ];
            foreach (var neighbour in neighbours.Where(neighbour => maze.IsFree(neighbour) && reached.Add(neighbour)))
            {
                next[numbers[neighbour]] = numbers[cell];
                queue.Enqueue(neighbour);
            }
        }

        return next;
    }
}
