using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Awac;

/// <summary>
/// The published columns of AWAC's values, by name. Every preset copies the critics into their targets at the start: the authors'
/// code leaves the targets independent, which is a defect that no one relies on.
/// </summary>
public static class AwacPresets
{
    /// <summary>The presets' names and values.</summary>
    public static IReadOnlyDictionary<string, AwacConfig> All { get; } = new Dictionary<string, AwacConfig>
    {
        // rlkit (the authors' own), scripts for MuJoCo locomotion.
        ["awac-rlkit-locomotion"] = RlkitLocomotion,

        // rlkit, scripts for the dexterous hand: sparse rewards of -1 and 0, so that Q <= 0.
        ["awac-rlkit-hand"] = RlkitLocomotion with
        {
            PolicyHidden = [256, 256],
            CriticMax = 0,
            Lambda = 0.5f,
            AdvantageMax = 0.5f,
            ValueEstimate = ValueEstimate.Mean,
            MaskTerminals = false,
        },

        // CORL's single file, its locomotion value of lambda.
        ["awac-corl"] = new()
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
        },
    };

    private static AwacConfig RlkitLocomotion => new()
    {
        PolicyHidden = [256, 256, 256, 256],
        OfflineBatchSize = 128,
        OnlineBatchSize = 1024,
    };
}
