using AwacAkka.Environments.Mazes;

namespace AwacAkka.Environments.Tests.Mazes;

public class MazeTests
{
    /// <summary>Checked by hand against Gymnasium-Robotics' cell_rowcol_to_xy: x = (column + 1/2) s - width s / 2, y = height s / 2 - (row + 1/2) s.</summary>
    [Theory]
    [InlineData("PointMaze_UMaze-v3", 1, 1, -1, 1)]
    [InlineData("PointMaze_UMaze-v3", 2, 3, 1, 0)]
    [InlineData("PointMaze_UMaze-v3", 3, 1, -1, -1)]
    [InlineData("PointMaze_Medium-v3", 1, 1, -2.5, 2.5)]
    [InlineData("PointMaze_Medium-v3", 6, 6, 2.5, -2.5)]
    [InlineData("PointMaze_Large-v3", 1, 1, -4.5, 3)]
    [InlineData("AntMaze_UMaze-v4", 3, 1, -4, -4)]
    [InlineData("AntMaze_Large-v4", 1, 1, -18, 12)]
    [InlineData("AntMaze_Large-v4", 7, 9, 14, -12)]
    public void Cells_lie_where_they_lie_in_gymnasium_robotics(string id, int row, int column, double x, double y)
    {
        var (maze, cell) = (MazeOf(id), new MazeCell(row, column));
        Assert.True(maze.IsFree(cell));
        Assert.Equal(new Location(x, y), maze.CentreOf(cell));
        foreach (var (right, up) in new[] { (-0.49, -0.49), (-0.49, 0.49), (0.49, -0.49), (0.49, 0.49) })
        {
            Assert.Equal(cell, maze.CellAt(new Location(x + right * maze.CellSize, y + up * maze.CellSize)));
        }
    }

    /// <summary>Free cells of each row, counted on Gymnasium-Robotics' maps.</summary>
    [Theory]
    [InlineData("UMaze", 3, 1, 3)]
    [InlineData("Medium", 4, 5, 3, 5, 4, 5)]
    [InlineData("Large", 9, 5, 9, 3, 8, 4, 8)]
    public void Maps_have_their_free_cells(string map, params int[] inRow)
    {
        foreach (var maze in new[] { MazeOf($"PointMaze_{map}-v3"), MazeOf($"AntMaze_{map}-v4") })
        {
            Assert.Equal(inRow, maze.FreeCells.CountBy(cell => cell.Row).Select(row => row.Value));
            Assert.Equal(maze.Height * maze.Width, maze.FreeCells.Count + maze.Walls.Count);
            Assert.Equal(maze.FreeCells, maze.Starts);
            Assert.Equal(maze.FreeCells, maze.Goals);
        }
    }

    [Fact]
    public void Marks_say_where_episodes_start_and_goals_lie()
    {
        var maze = new Maze(1, "######", "#r.cg#", "######");
        Assert.Equal([new(1, 1), new(1, 3)], maze.Starts);
        Assert.Equal([new(1, 3), new(1, 4)], maze.Goals);
        var goalsAlone = new Maze(1, "#####", "#.g.#", "#####");
        Assert.Equal([new(1, 1), new(1, 3)], goalsAlone.Starts);
        Assert.Equal([new MazeCell(1, 2)], goalsAlone.Goals);
    }

    [Theory]
    [InlineData("of one length", "####", "#..#", "#####")]
    [InlineData("at least three rows", "####", "####")]
    [InlineData("a 'x' in row 1, column 2", "####", "#.x#", "####")]
    [InlineData("open at its border, in row 1, column 3", "####", "#...", "####")]
    [InlineData("another free cell", "###", "#.#", "###")]
    [InlineData("another free cell", "####", "#c##", "####")]
    public void A_map_that_is_no_maze_is_refused_with_its_defect(string defect, params string[] rows)
    {
        var exception = Assert.Throws<ArgumentException>(() => new Maze(1, rows));
        Assert.Contains(defect, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Cells_have_a_length(double cellSize) =>
        Assert.Throws<ArgumentException>(() => new Maze(cellSize, "####", "#..#", "####"));

    internal static Maze MazeOf(string id)
    {
        using var environment = Registry.EnvironmentRegistry.Spec(id).Create();
        return Assert.IsAssignableFrom<MazeEnvironment>(environment).Maze;
    }
}
