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
    [InlineData("antmaze-umaze-v2", 3, 1, 0, 0)] // D4RL's start, and its goals below
    [InlineData("antmaze-umaze-v2", 1, 1, 0, 8)]
    [InlineData("antmaze-medium-play-v2", 1, 6, 20, 20)]
    [InlineData("antmaze-large-diverse-v2", 1, 9, 32, 24)]
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

    /// <summary>D4RL's y grows with rows: its maps are Gymnasium-Robotics' upside down.</summary>
    [Theory]
    [InlineData("antmaze-umaze-diverse-v2", "AntMaze_UMaze-v4")]
    [InlineData("antmaze-medium-diverse-v2", "AntMaze_Medium-v4")]
    [InlineData("antmaze-large-play-v2", "AntMaze_Large-v4")]
    public void D4rls_mazes_are_upside_down(string id, string upright)
    {
        var (maze, other) = (MazeOf(id), MazeOf(upright));
        Assert.Equal(other.FreeCells.Order(ByRow), maze.FreeCells.Select(cell => cell with { Row = maze.Height - 1 - cell.Row }).Order(ByRow));
        Assert.Equal([new MazeCell(maze.Height - 2, 1)], maze.Starts);
        Assert.Single(maze.Goals);
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

    private static readonly Comparer<MazeCell> ByRow = Comparer<MazeCell>.Create((a, b) => (a.Row, a.Column).CompareTo((b.Row, b.Column)));

    internal static Maze MazeOf(string id)
    {
        using var environment = Registry.EnvironmentRegistry.Spec(id).Create();
        return Assert.IsAssignableFrom<MazeEnvironment>(environment).Maze;
    }
}
