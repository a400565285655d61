namespace AwacAkka.Environments.Mazes;

/// <summary>Gymnasium-Robotics' maps, in which an episode may start in any free cell and its goal may lie in any other.</summary>
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
}
