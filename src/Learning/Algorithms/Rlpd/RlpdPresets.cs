using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Rlpd;

/// <summary>
/// The published columns of RLPD's values. Each asks for 20 updates per environment step, <c>online.updates-per-step = 20</c>, and for random actions
/// in the first 5,000 steps, which a preset cannot set; the last one for 4.
/// </summary>
public static class RlpdPresets
{
    private const string Authors = "ikostrikov/rlpd";

    private static readonly RlpdConfig Locomotion = new() { OfflineShare = 0.5f };

    private static readonly RlpdConfig Adroit = Locomotion with
    {
        PolicyHidden = [256, 256, 256],
        CriticHidden = [256, 256, 256],
        EntropyBackup = false,
    };

    /// <summary>The presets; the first is the default.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("rlpd-locomotion", Locomotion, $"{Authors}, configs/rlpd_config.py and README (the authors' own)"),
        new("rlpd-adroit", Adroit, $"{Authors}, README, binary Adroit"),
        new("rlpd-antmaze", Adroit with { TargetCritics = 1, RewardShift = -1 }, $"{Authors}, README, AntMaze"),
        new(
            "rlpd-few-cores", Adroit with { Critics = 4, CriticSteps = 4, PolicyHidden = [256, 256], CriticHidden = [256, 256] },
            "this project: rlpd-adroit with fewer and smaller critics and 4 updates per step, for a machine with few cores"),
    ];
}
