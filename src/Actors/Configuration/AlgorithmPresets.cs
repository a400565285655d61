using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Configuration;

/// <summary>The columns of values that can be named in <c>algorithm.preset</c>, per algorithm.</summary>
internal static class AlgorithmPresets
{
    private const string Sac = "sac-haarnoja";
    private const string Awac = "awac-rlkit-locomotion";

    /// <summary>Algorithms by name.</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["awac", "sac"];

    /// <summary>Presets by name.</summary>
    public static IReadOnlyDictionary<string, AlgorithmConfig> All { get; } =
        AwacPresets.All.Select(p => KeyValuePair.Create(p.Key, (AlgorithmConfig)p.Value)).Append(new(Sac, new SacConfig())).ToDictionary();

    /// <summary>What <c>preset = default</c> stands for.</summary>
    public static string Default(string algorithm) => algorithm == "sac" ? Sac : Awac;
}
