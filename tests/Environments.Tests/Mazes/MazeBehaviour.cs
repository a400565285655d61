using System.Runtime.InteropServices;
using AwacAkka.Environments.Mazes;

namespace AwacAkka.Environments.Tests.Mazes;

public class MazeBehaviour
{
    private const int PointGoal = 4;
    private const int AntGoal = 29;
    private const int AntPositions = 15;

    /// <summary>Four by four metres of floor, whose goal lies in the middle.</summary>
    private static readonly Maze Hall = new(1, "#######", "#.....#", "#.....#", "#..g..#", "#.....#", "#.....#", "#######");

    [Theory]
    [InlineData("PointMaze_UMaze-v3", PointGoal)]
    [InlineData("PointMaze_Medium-v3", PointGoal)]
    [InlineData("PointMaze_LargeDense-v3", PointGoal)]
    [InlineData("AntMaze_UMaze-v4", AntGoal)]
    [InlineData("AntMaze_MediumDense-v4", AntGoal)]
    [InlineData("AntMaze_Large-v4", AntGoal)]
    public void Starts_and_goals_lie_in_free_cells_around_their_middle_and_apart(string id, int goalAt)
    {
        using var trajectory = new Trajectory(id, 1);
        var maze = MazeTests.MazeOf(id);
        var (starts, goals, widest) = (new HashSet<MazeCell>(), new HashSet<MazeCell>(), 0.0);
        for (ulong seed = 0; seed < 500; seed++)
        {
            trajectory.Restart(seed);
            var start = new Location(trajectory.Observation[0], trajectory.Observation[1]);
            var goal = new Location(trajectory.Observation[goalAt], trajectory.Observation[goalAt + 1]);
            Assert.True(maze.IsFree(maze.CellAt(start)) && maze.IsFree(maze.CellAt(goal)));
            Assert.NotEqual(maze.CellAt(start), maze.CellAt(goal));
            foreach (var place in new[] { start, goal })
            {
                var centre = maze.CentreOf(maze.CellAt(place));
                var off = Math.Max(Math.Abs(place.X - centre.X), Math.Abs(place.Y - centre.Y));
                Assert.InRange(off, 0, 0.25 * maze.CellSize);
                widest = Math.Max(widest, off);
            }

            starts.Add(maze.CellAt(start));
            goals.Add(maze.CellAt(goal));
        }

        Assert.InRange(widest, 0.24 * maze.CellSize, 0.25 * maze.CellSize);
        Assert.Equal(maze.FreeCells.Count, starts.Count);
        Assert.Equal(maze.FreeCells.Count, goals.Count);
    }

    /// <summary>Two cells side by side, from -1 to 1 m along x and -0.5 to 0.5 m along y; the ball's radius is 0.1 m.</summary>
    [Theory]
    [InlineData(-1, 0, -0.9, null)]
    [InlineData(1, 0, 0.9, null)]
    [InlineData(0, -1, null, -0.4)]
    [InlineData(0, 1, null, 0.4)]
    public void Walls_stop_the_ball_and_nothing_else_does(double pushX, double pushY, double? x, double? y)
    {
        using var environment = new PointMaze("corridor", new Maze(1, "####", "#rg#", "####"), MazeReward.Sparse);
        var observation = new double[6];
        environment.Reset(3, observation);
        for (var step = 0; step < 300; step++)
        {
            environment.Step([pushX, pushY], observation);
            Assert.InRange(observation[0], -0.97, 0.97);
            Assert.InRange(observation[1], -0.47, 0.47);
        }

        // Pressed with 100 N, it sits a little in the soft contact.
        Assert.Equal(x ?? observation[0], observation[0], 0.02);
        Assert.Equal(y ?? observation[1], observation[1], 0.02);
        Assert.Equal(0, observation[2] + observation[3], 1e-3);
    }

    [Theory]
    [InlineData(0.45 - 1e-9, true)]
    [InlineData(0.45 + 1e-9, false)]
    [InlineData(0.0, true)]
    [InlineData(2.0, false)]
    public void The_goal_is_met_within_45_centimetres_of_it(double distance, bool met)
    {
        foreach (var reward in new[] { MazeReward.Sparse, MazeReward.Dense })
        {
            using var environment = new PointMaze("hall", Hall, reward);
            var observation = new double[6];
            environment.Reset(5, observation);
            Put(environment, observation, observation[PointGoal] + distance * 0.6, observation[PointGoal + 1] + distance * 0.8);
            var result = environment.Step([0, 0], observation);
            Assert.Equal(met, result.Success);
            Assert.Equal(reward == MazeReward.Dense ? Math.Exp(-distance) : met ? 1 : 0, result.Reward, 1e-12);
            Assert.False(result.Terminated || result.Truncated);
        }
    }

    [Fact]
    public void A_goal_that_the_ball_meets_stays_and_goes_on_paying()
    {
        using var environment = new PointMaze("hall", new Maze(1, "#######", "#.....#", "#.....#", "#######"), MazeReward.Sparse);
        var observation = new double[6];
        environment.Reset(5, observation);
        var (goalX, goalY) = (observation[PointGoal], observation[PointGoal + 1]);
        Put(environment, observation, goalX, goalY);
        for (var step = 0; step < 5; step++)
        {
            Assert.Equal(1, environment.Step([0, 0], observation).Reward);
            Assert.Equal([goalX, goalY], observation[PointGoal..]);
        }
    }

    /// <summary>100 N on 4.19 kg for 0.01 s are 0.24 m/s, above the 5 m/s that are left of 50 before the step.</summary>
    [Fact]
    public void A_ball_is_slowed_down_to_five_metres_per_second_before_it_is_pushed()
    {
        using var environment = new PointMaze("hall", Hall, MazeReward.Sparse);
        var observation = new double[6];
        environment.Reset(5, observation);
        Put(environment, observation, -2, 0);
        var state = new byte[environment.StateSize];
        environment.SaveState(state);
        MemoryMarshal.Write(state.AsSpan(3 * sizeof(double)), 50.0);
        environment.RestoreState(state, observation);
        Assert.Equal(50, observation[2]);
        environment.Step([1, 0], observation);
        var mass = 1000 * 4 * Math.PI / 3 * Math.Pow(0.1, 3);
        Assert.Equal(5 + 0.01 * (100 - 5) / (mass + 0.01), observation[2], 1e-4); // a damping of 1 N s/m acts on the velocity after the step
        Assert.Equal(-2 + 0.01 * observation[2], observation[0], 1e-12);
    }

    [Fact]
    public void A_goal_that_the_ant_meets_stays_and_goes_on_paying()
    {
        using var environment = new AntMaze("umaze", MazeTests.MazeOf("AntMaze_UMaze-v4"), MazeReward.Sparse);
        var observation = new double[31];
        environment.Reset(5, observation);
        var goal = observation[AntGoal..];
        Put(environment, observation, goal[0], goal[1]);
        for (var step = 0; step < 20; step++)
        {
            var met = environment.Step(new double[8], observation);
            Assert.Equal((1, true), (met.Reward, met.Success!.Value));
            Assert.Equal(goal, observation[AntGoal..]);
        }
    }

    [Fact]
    public void An_ant_that_does_nothing_stands_upright_where_it_was_put()
    {
        using var trajectory = new Trajectory("AntMaze_Medium-v4", 2);
        var (x, y) = (trajectory.Observation[0], trajectory.Observation[1]);
        Assert.Equal([0.75, 1, 0, 0, 0], trajectory.Observation[2..7]);
        Assert.All(trajectory.Observation[7..AntGoal], value => Assert.Equal(0, value));
        for (var step = 0; step < 100; step++)
        {
            trajectory.Environment.Step(new double[8], trajectory.Observation);
            var (qx, qy) = (trajectory.Observation[4], trajectory.Observation[5]);
            Assert.True(1 - 2 * (qx * qx + qy * qy) > 0.99, "its upward axis leans");
            Assert.InRange(trajectory.Observation[2], 0.3, 0.9);
        }

        Assert.Equal(x, trajectory.Observation[0], 0.05);
        Assert.Equal(y, trajectory.Observation[1], 0.05);
    }

    /// <summary>On open floor it moves as Ant-v4 does; the two differ by where the solver starts from, which grows with the chaos of the contacts.</summary>
    [Fact]
    public void An_ant_in_a_maze_is_the_ant_of_ant_v4_with_its_place_before_it()
    {
        using var maze = new AntMaze("hall", new Maze(4, "#####", "#.r.#", "#..g#", "#####"), MazeReward.Sparse);
        using var free = new Trajectory("Ant-v4", 6);
        var observation = new double[31];
        maze.Reset(1, observation);
        var (freeState, mazeState) = (free.State(), new byte[maze.StateSize]);
        maze.SaveState(mazeState);
        freeState.AsSpan(0, sizeof(double) * (1 + AntPositions + 14)).CopyTo(mazeState);
        maze.RestoreState(mazeState, observation);
        for (var step = 0; step < 10; step++)
        {
            var action = Enumerable.Range(0, 8).Select(motor => Math.Sin(step + motor)).ToArray();
            free.Environment.Step(action, free.Observation);
            maze.Step(action, observation);
            Assert.All(free.Observation.Zip(observation[2..AntGoal]), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    /// <summary>Cells of 4 m: thrown against the wall at x = -8 m with 20 m/s, the torso of 0.25 m does not come through.</summary>
    [Fact]
    public void Walls_stop_the_ant()
    {
        using var environment = new AntMaze("hall", new Maze(4, "######", "#r..g#", "######"), MazeReward.Sparse);
        var observation = new double[31];
        environment.Reset(1, observation);
        Put(environment, observation, -6, 0, velocityX: -20);
        var furthest = 0.0;
        for (var step = 0; step < 40; step++)
        {
            environment.Step(new double[8], observation);
            furthest = Math.Min(furthest, observation[0]);
        }

        Assert.InRange(furthest, -7.9, -6.5);
    }

    /// <summary>D4RL's rules: the goal is drawn from 1.5 m beyond the middle of its cell, is not observed, and ends the episode within 0.5 m.</summary>
    [Fact]
    public void D4rls_ant_starts_at_the_origin_and_ends_at_its_goal()
    {
        using var environment = new D4rlAntMaze("umaze", MazeTests.MazeOf("antmaze-umaze-v2"));
        var observation = new double[29];
        var goals = new List<Location>();
        for (ulong seed = 0; seed < 300; seed++)
        {
            environment.Reset(seed, observation);
            Assert.All(observation[..2], place => Assert.InRange(place, -0.1, 0.1));
            Assert.NotEqual(0, observation[15]); // it starts with the velocities' noise
            goals.Add(environment.Goal);
        }

        Assert.All(goals, goal => Assert.True(goal.X is >= 0 and <= 1.5 && goal.Y is >= 8 and <= 9.5));
        Assert.InRange(goals.Average(goal => goal.X), 0.7, 0.8);
        Assert.InRange(goals.Max(goal => goal.Y), 9.2, 9.5);

        var last = goals[^1];
        foreach (var (distance, met) in new[] { (0.6, false), (0.4, true) })
        {
            Put(environment, observation, last.X + distance, last.Y);
            var result = environment.Step(new double[8], observation);
            Assert.Equal(met, result.Terminated);
            Assert.Equal(met ? 1 : 0, result.Reward);
            Assert.Equal(met, result.Success);
        }
    }

    private static void Put(MazeEnvironment environment, double[] observation, double x, double y, double velocityX = 0)
    {
        var state = new byte[environment.StateSize];
        environment.SaveState(state);
        var positions = environment is PointMaze ? 2 : AntPositions;
        MemoryMarshal.Write(state.AsSpan(sizeof(double)), x); // behind the time
        MemoryMarshal.Write(state.AsSpan(2 * sizeof(double)), y);
        MemoryMarshal.Write(state.AsSpan((1 + positions) * sizeof(double)), velocityX);
        environment.RestoreState(state, observation);
    }
}
