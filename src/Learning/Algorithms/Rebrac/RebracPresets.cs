using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Rebrac;

/// <summary>
/// The published columns of ReBRAC's values. The penalties are tuned for each dataset, and the files name them. Online CORL draws half of each batch
/// from the dataset, takes the critics' penalty away and lets the policy's fall to half.
/// </summary>
public static class RebracPresets
{
    private const string Corl = "corl-team/CORL, configs";

    private static readonly RebracConfig Locomotion = new()
    {
        PolicyHidden = [256, 256, 256],
        CriticHidden = [256, 256, 256],
        PolicyLearningRate = 1e-3f,
        CriticLearningRate = 1e-3f,
        OfflineBatchSize = 1024,
        OnlineBatchSize = 1024,
    };

    private static readonly RebracConfig Adroit = Locomotion with
    {
        PolicyLearningRate = 3e-4f,
        CriticLearningRate = 3e-4f,
        OfflineBatchSize = 256,
        OnlineBatchSize = 256,
    };

    /// <summary>The presets; the first is the default.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("rebrac-halfcheetah-medium", Locomotion, $"{Corl}/offline/rebrac/halfcheetah/medium_v2.yaml (DT6A/ReBRAC is the authors')"),
        new(
            "rebrac-hopper-medium", Locomotion with { PolicyPenalty = 0.01f, CriticPenalty = 0.01f },
            $"{Corl}/offline/rebrac/hopper/medium_v2.yaml"),
        new(
            "rebrac-walker2d-medium", Locomotion with { PolicyPenalty = 0.05f, CriticPenalty = 0.1f },
            $"{Corl}/offline/rebrac/walker2d/medium_v2.yaml"),
        new("rebrac-pen-human", Adroit with { PolicyPenalty = 0.1f, CriticPenalty = 0.5f }, $"{Corl}/offline/rebrac/pen/human_v1.yaml"),
        new("rebrac-pen-cloned", Adroit with { PolicyPenalty = 0.05f, CriticPenalty = 0.5f }, $"{Corl}/offline/rebrac/pen/cloned_v1.yaml"),
    ];
}
