using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using AwacAkka.Environments.MuJoCo;

namespace AwacAkka.Environments.Mazes;

/// <summary>A body that moves through mazes: its model and what is observed of it.</summary>
/// <param name="Resource">The model, whose first two positions are x and y.</param>
/// <param name="FrameSkip">Sub-steps per step.</param>
/// <param name="WallHeight">Height of the walls, in lengths of a cell.</param>
/// <param name="PositionsObserved">How many of the first positions are observed.</param>
/// <param name="VelocitiesObserved">How many of the first velocities are observed.</param>
/// <param name="ActionSize">Numbers in an action, each in [-1, 1].</param>
internal sealed record MazeRobot(
    string Resource, int FrameSkip, double WallHeight, int PositionsObserved, int VelocitiesObserved, int ActionSize)
{
    private readonly ConditionalWeakTable<Maze, Lazy<MuJoCoModel>> models = [];

    /// <summary>Numbers observed of it.</summary>
    public int StateObserved => PositionsObserved + VelocitiesObserved;

    /// <summary>The compiled model in a maze, which all environments over that maze share.</summary>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    public MuJoCoModel In(Maze maze) => models.GetValue(
        maze, known => new Lazy<MuJoCoModel>(() => MuJoCoModel.FromResource(Resource, WorldOf(known)))).Value;

    /// <summary>
    /// What a maze adds to the world. Boxes take friction and contact margin from the robot's defaults. The goal is a motion-capture body
    /// without a shape, so that its place is part of the simulation's state.
    /// </summary>
    private IEnumerable<XElement> WorldOf(Maze maze)
    {
        var halfHeight = WallHeight / 2 * maze.CellSize;
        var half = maze.CellSize / 2;
        foreach (var cell in maze.Walls)
        {
            var centre = maze.CentreOf(cell);
            yield return new XElement(
                "geom",
                new XAttribute("name", $"wall_{cell.Row}_{cell.Column}"),
                new XAttribute("type", "box"),
                new XAttribute("pos", Numbers(centre.X, centre.Y, halfHeight)),
                new XAttribute("size", Numbers(half, half, halfHeight)),
                new XAttribute("contype", 1),
                new XAttribute("conaffinity", 1));
        }

        yield return new XElement(
            "body",
            new XAttribute("name", "goal"),
            new XAttribute("mocap", "true"),
            new XAttribute("pos", Numbers(0, 0, halfHeight)),
            new XElement("site", new XAttribute("name", "goal"), new XAttribute("size", Numbers(0.2 * maze.CellSize))));
    }

    private static string Numbers(params double[] values) =>
        string.Join(' ', values.Select(value => value.ToString("r", CultureInfo.InvariantCulture)));
}
