using AwacAkka.Learning.Awac;

namespace AwacAkka.Bench.Learner;

/// <summary>One size of AWAC's update to measure, on HalfCheetah's dimensions.</summary>
/// <param name="Name">Name of the figure.</param>
/// <param name="Hidden">Widths of the hidden layers of policy and critics.</param>
/// <param name="Batch">Transitions per update.</param>
internal sealed record LearnerCase(string Name, int[] Hidden, int Batch)
{
    /// <summary>Numbers per observation.</summary>
    public const int Observation = 17;

    /// <summary>Numbers per action.</summary>
    public const int Action = 6;

    /// <summary>Transitions in the replay that batches come from.</summary>
    public const int ReplayRows = 100_000;

    /// <summary>The cases, in the order they run.</summary>
    public static IReadOnlyList<LearnerCase> All { get; } =
    [
        new("2x256, batch 256", [256, 256], 256),
        new("2x256, batch 1024", [256, 256], 1024),
        new("awac-corl (3x256, batch 256)", [256, 256, 256], 256),
    ];

    /// <summary>The preset awac-corl with this case's sizes.</summary>
    public AwacConfig Config => AwacPresets.All["awac-corl"] with
    {
        PolicyHidden = Hidden,
        CriticHidden = Hidden,
        OfflineBatchSize = Batch,
        OnlineBatchSize = Batch,
    };
}
