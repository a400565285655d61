using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Iql;

/// <summary>
/// The published columns of IQL's values. The authors' files have more than an update's values: the policy's step size falls along a cosine
/// offline, and on Adroit the policy has dropout of 0.1. Neither is here.
/// </summary>
public static class IqlPresets
{
    private const string Authors = "ikostrikov/implicit_q_learning";

    /// <summary>The presets; the first is the default.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("iql-locomotion", new IqlConfig(), $"{Authors}, configs/mujoco_config.py (the authors' own)"),
        new(
            "iql-antmaze", new IqlConfig { Expectile = 0.9f, Beta = 10, RewardShift = -1 },
            $"{Authors}, configs/antmaze_config.py and train_offline.py (rewards)"),
        new("iql-adroit", new IqlConfig { Beta = 0.5f }, $"{Authors}, configs/kitchen_config.py, without its dropout of 0.1"),
        new(
            "iql-adroit-binary", new IqlConfig { Beta = 0.5f, RewardScale = 10, RewardShift = 5 },
            "zhouzypaul/wsrl, adroit_iql (expectile, temperature, rewards)"),
    ];
}
