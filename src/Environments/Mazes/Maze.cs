namespace AwacAkka.Environments.Mazes;

/// <summary>A place on the floor, metres.</summary>
/// <param name="X">To the right on the map.</param>
/// <param name="Y">Up on the map.</param>
public readonly record struct Location(double X, double Y)
{
    /// <summary>Metres from here to there.</summary>
    public double DistanceTo(Location other) => Math.Sqrt((other.X - X) * (other.X - X) + (other.Y - Y) * (other.Y - Y));
}

/// <summary>A cell of a map, counted from its upper left corner.</summary>
/// <param name="Row">Cells from the top.</param>
/// <param name="Column">Cells from the left.</param>
public readonly record struct MazeCell(int Row, int Column);

/// <summary>A maze of square cells. Immutable.</summary>
/// <remarks>As in Gymnasium-Robotics, x grows with columns, and y falls with rows.</remarks>
public sealed class Maze
{
    private const char Wall = '#';
    private const char Empty = '.';
    private const char Start = 'r';
    private const char Goal = 'g';
    private const char Both = 'c';

    private readonly string[] rows;

    /// <summary>A maze by its map.</summary>
    /// <param name="cellSize">Length of a cell's side, metres.</param>
    /// <param name="rows">
    /// The map from top to bottom: <c>#</c> is a wall and <c>.</c> is free; so are <c>r</c>, where episodes start, <c>g</c>, where goals lie,
    /// and <c>c</c>, which is both. Without an <c>r</c> or <c>c</c> they start in any cell with <c>.</c>, and goals are likewise.
    /// </param>
    /// <exception cref="ArgumentException">
    /// Rows differ in length, a sign is none of these, the border is not all wall, or an episode could have no start away from its goal.
    /// </exception>
    public Maze(double cellSize, params IReadOnlyList<string> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        this.rows = [.. rows];
        CellSize = double.IsFinite(cellSize) && cellSize > 0
            ? cellSize
            : throw new ArgumentException($"The cells of a maze are {cellSize} m long; a positive number is expected.", nameof(cellSize));
        CheckShape();
        FreeCells = [.. Cells.Where(cell => this[cell] != Wall)];
        Walls = [.. Cells.Where(cell => this[cell] == Wall)];
        Starts = Marked(Start);
        Goals = Marked(Goal);
        if (Starts.Count == 0 || Goals.Count == 0 || Goals.Any(goal => Starts.All(start => start == goal)))
        {
            throw new ArgumentException("The maze has a goal away from which no episode can start; it needs another free cell.", nameof(rows));
        }
    }

    /// <summary>Length of a cell's side, metres.</summary>
    public double CellSize { get; }

    /// <summary>The cell whose middle is the origin; null for the middle of the map.</summary>
    public MazeCell? Origin { get; init; }

    /// <summary>Rows of cells.</summary>
    public int Height => rows.Length;

    /// <summary>Columns of cells.</summary>
    public int Width => rows[0].Length;

    /// <summary>Cells without a wall, row by row.</summary>
    public IReadOnlyList<MazeCell> FreeCells { get; }

    /// <summary>Cells that are a wall, row by row.</summary>
    public IReadOnlyList<MazeCell> Walls { get; }

    /// <summary>Cells in which an episode may start, row by row.</summary>
    public IReadOnlyList<MazeCell> Starts { get; }

    /// <summary>Cells in which a goal may lie, row by row.</summary>
    public IReadOnlyList<MazeCell> Goals { get; }

    private IEnumerable<MazeCell> Cells =>
        from row in Enumerable.Range(0, Height) from column in Enumerable.Range(0, Width) select new MazeCell(row, column);

    private double OriginColumn => Origin?.Column ?? (Width - 1) / 2.0;

    private double OriginRow => Origin?.Row ?? (Height - 1) / 2.0;

    private char this[MazeCell cell] => rows[cell.Row][cell.Column];

    /// <summary>Whether a cell is on the map and no wall.</summary>
    public bool IsFree(MazeCell cell) =>
        cell.Row >= 0 && cell.Row < Height && cell.Column >= 0 && cell.Column < Width && this[cell] != Wall;

    /// <summary>The middle of a cell.</summary>
    public Location CentreOf(MazeCell cell) =>
        new((cell.Column - OriginColumn) * CellSize, (OriginRow - cell.Row) * CellSize);

    /// <summary>The cell that a place lies in, which may be beyond the map.</summary>
    public MazeCell CellAt(Location place) =>
        new((int)Math.Floor(OriginRow + 0.5 - place.Y / CellSize), (int)Math.Floor(place.X / CellSize + OriginColumn + 0.5));

    private MazeCell[] Marked(char mark)
    {
        MazeCell[] marked = [.. FreeCells.Where(cell => this[cell] == mark || this[cell] == Both)];
        return marked.Length > 0 ? marked : [.. FreeCells.Where(cell => this[cell] == Empty)];
    }

    private void CheckShape()
    {
        if (Height < 3 || rows.Any(row => row.Length != Width) || Width < 3)
        {
            throw new ArgumentException("The rows of a maze must be of one length, at least three rows of three cells.", nameof(rows));
        }

        foreach (var cell in Cells)
        {
            if (this[cell] is not (Wall or Empty or Start or Goal or Both))
            {
                throw new ArgumentException(
                    $"The maze has a '{this[cell]}' in row {cell.Row}, column {cell.Column}; '{Wall}', '{Empty}', '{Start}', '{Goal}' and '{Both}' are known.",
                    nameof(rows));
            }

            if ((cell.Row == 0 || cell.Row == Height - 1 || cell.Column == 0 || cell.Column == Width - 1) && this[cell] != Wall)
            {
                throw new ArgumentException(
                    $"The maze is open at its border, in row {cell.Row}, column {cell.Column}; a wall must surround it.", nameof(rows));
            }
        }
    }
}
