using AwacAkka.Learning.Awac;
using AwacAkka.Learning.Sac;
using AwacAkka.Learning.Training;

namespace AwacAkka.Bench.Learner;

/// <summary>One size of an algorithm's update to measure, on HalfCheetah's dimensions.</summary>
/// <param name="Name">Name of the figure.</param>
/// <param name="Config">The algorithm; both phases have the same batch, policy and critics the same widths.</param>
/// <param name="Rows">Transitions in the replay that batches come from.</param>
internal sealed record LearnerCase(string Name, AlgorithmConfig Config, int Rows = 100_000)
{
    /// <summary>Numbers per observation.</summary>
    public const int Observation = 17;

    /// <summary>Numbers per action.</summary>
    public const int Action = 6;

    /// <summary>The cases to race, in the order they run.</summary>
    public static IReadOnlyList<LearnerCase> All { get; } =
    [
        Awac("2x256, batch 256", [256, 256], 256),
        Awac("4x256, batch 256", [256, 256, 256, 256], 256),
        Awac("2x256, batch 1024", [256, 256], 1024),
        Awac("4x256, batch 1024", [256, 256, 256, 256], 1024),
        Awac("awac-corl (3x256, batch 256)", [256, 256, 256], 256),
        new("SAC, 2x256, batch 256", new SacConfig()),
    ];

    /// <summary>Transitions per update.</summary>
    public int Batch => Config.OnlineBatchSize;

    /// <summary>The preset awac-corl with other sizes.</summary>
    public static LearnerCase Awac(string name, int[] hidden, int batch, int rows = 100_000) => new(
        name,
        AwacPresets.All["awac-corl"] with { PolicyHidden = hidden, CriticHidden = hidden, OfflineBatchSize = batch, OnlineBatchSize = batch },
        rows);
}
