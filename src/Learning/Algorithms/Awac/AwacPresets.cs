using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>
/// The published columns of AWAC's values. Every preset copies the critics into their targets at the start: the authors'
/// code leaves the targets independent, which is a defect that no one relies on.
/// </summary>
public static class AwacPresets
{
    private const string Authors = "rail-berkeley/rlkit, examples/awac";

    /// <summary>rlkit's scripts for MuJoCo locomotion.</summary>
    public static AwacConfig RlkitLocomotion { get; } = new()
    {
        PolicyHidden = [256, 256, 256, 256],
        OfflineBatchSize = 128,
        OnlineBatchSize = 1024,
    };

    /// <summary>rlkit's scripts for the dexterous hand: sparse rewards of -1 and 0, so that Q is at most 0.</summary>
    public static AwacConfig RlkitHand { get; } = RlkitLocomotion with
    {
        PolicyHidden = [256, 256],
        CriticMax = 0,
        Lambda = 0.5f,
        AdvantageMax = 0.5f,
        ValueEstimate = ValueEstimate.Mean,
        MaskTerminals = false,
    };

    /// <summary>CORL's single file, its locomotion value of lambda.</summary>
    public static AwacConfig Corl { get; } = new()
    {
        PolicyHidden = [256, 256, 256],
        CriticHidden = [256, 256, 256],
        MeanActivation = MeanActivation.Linear,
        StandardDeviation = StandardDeviation.Clamped,
        LogStdMin = -20,
        LogStdMax = 2,
        Weighting = Weighting.Exp,
        Lambda = 1f / 3,
        AdvantageCritics = AdvantageCritics.AfterStep,
        ClampSampledActions = true,
        PolicyWeightDecay = 0,
        Initialisation = Initialisation.Framework,
        NormaliseObservations = true,
    };

    /// <summary>The presets; the first is the default.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("awac-rlkit-locomotion", RlkitLocomotion, $"{Authors}/mujoco (the authors' own)"),
        new("awac-rlkit-hand", RlkitHand, $"{Authors}/hand/awac1.py"),
        new("awac-corl", Corl, "corl-team/CORL, algorithms/offline/awac.py"),
    ];
}
