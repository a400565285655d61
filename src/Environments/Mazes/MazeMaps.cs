namespace AwacAkka.Environments.Mazes;

/// <summary>
/// Gymnasium-Robotics' maps, in which an episode may start in any free cell and its goal may lie in any other; and D4RL's of its antmaze,
/// with one start and one goal. D4RL's y grows with rows, so that its mazes are these maps turned upside down.
/// </summary>
internal static class MazeMaps
{
    public static readonly string[] UMaze =
    [
        "#####",
        "#...#",
        "###.#",
        "#...#",
        "#####",
    ];

    public static readonly string[] Medium =
    [
        "########",
        "#..##..#",
        "#..#...#",
        "##...###",
        "#..#...#",
        "#.#..#.#",
        "#...#..#",
        "########",
    ];

    public static readonly string[] Large =
    [
        "############",
        "#....#.....#",
        "#.##.#.#.#.#",
        "#......#...#",
        "#.####.###.#",
        "#..#.#.....#",
        "##.#.#.#.###",
        "#..#...#...#",
        "############",
    ];

    public static readonly string[] D4rlUMaze =
    [
        "#####",
        "#g..#",
        "###.#",
        "#r..#",
        "#####",
    ];

    public static readonly string[] D4rlMedium =
    [
        "########",
        "#...#.g#",
        "#.#..#.#",
        "#..#...#",
        "##...###",
        "#..#...#",
        "#r.##..#",
        "########",
    ];

    public static readonly string[] D4rlLarge =
    [
        "############",
        "#..#...#.g.#",
        "##.#.#.#.###",
        "#..#.#.....#",
        "#.####.###.#",
        "#......#...#",
        "#.##.#.#.#.#",
        "#r...#.....#",
        "############",
    ];
}
