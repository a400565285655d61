using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;

namespace AwacAkka.Bench.Learner;

/// <summary>One size of an algorithm's update to measure, on HalfCheetah's dimensions.</summary>
/// <param name="Name">Name of the figure.</param>
/// <param name="Config">The algorithm; both phases have the same batch, policy and critics the same widths.</param>
/// <param name="Rows">Transitions in the replay that batches come from.</param>
/// <param name="IdleUnits">Units of the policy's second hidden layer that are never active, and whose weights have decayed to denormal numbers.</param>
/// <param name="VsTorchSharp">Whether the fused learner is raced against TorchSharp's in its best setting.</param>
internal sealed record LearnerCase(
    string Name, AlgorithmConfig Config, int Rows = 100_000, int IdleUnits = 0, bool VsTorchSharp = false)
{
    /// <summary>Numbers per observation.</summary>
    public const int Observation = 17;

    /// <summary>Numbers per action.</summary>
    public const int Action = 6;

    /// <summary>The sizes of the task; of choices there are as many as numbers in an action.</summary>
    public Dimensions Dimensions => HasChoices ? new(Observation, 1) { Choices = Action } : new(Observation, Action);

    /// <summary>Whether actions are choices, instead of numbers in a box.</summary>
    public bool HasChoices { get; init; } = AlgorithmRegistry.Of(Config).ActionSpaces == ActionSpaces.Discrete;

    private const ulong Seed = 1;
    private const float Idle = -1e6f;
    private const float Decayed = 1e-40f;

    /// <summary>The cases to race, in the order they run.</summary>
    public static IReadOnlyList<LearnerCase> All { get; } =
    [
        Awac("2x256, batch 256", [256, 256], 256) with { VsTorchSharp = true },
        Awac("4x256, batch 256", [256, 256, 256, 256], 256) with { VsTorchSharp = true },
        Awac("2x256, batch 1024", [256, 256], 1024) with { VsTorchSharp = true },
        Awac("4x256, batch 1024", [256, 256, 256, 256], 1024) with { VsTorchSharp = true },
        Awac("awac-corl (3x256, batch 256)", [256, 256, 256], 256),
        new("SAC, 2x256, batch 256", new SacConfig()),
        .. AlgorithmRegistry.All.Where(algorithm => algorithm.IsFused && algorithm.Name is not ("awac" or "sac")).Select(OfFirstPreset),

        // What awac-rlkit-hand's weight decay had made of the door's policy after 25,000 updates: 641 denormal weights of 65,536.
        Awac("2x256, batch 1024, decayed", [256, 256], 1024) with { IdleUnits = 3 },
    ];

    /// <summary>The algorithm.</summary>
    public Algorithm Algorithm => AlgorithmRegistry.Of(Config);

    /// <summary>Transitions per update.</summary>
    public int Batch => Config.OnlineBatchSize;

    /// <summary>The state that all of ours begin in.</summary>
    public TrainingState Initial()
    {
        var initial = InitialState.Create(Config, Dimensions, Seed);
        if (IdleUnits > 0)
        {
            initial.Tensors["policy.1.bias"].Data.AsSpan(0, IdleUnits).Fill(Idle);
            initial.Tensors["policy.1.weight"].Data.AsSpan(0, IdleUnits * Config.PolicyHidden[0]).Fill(Decayed);
        }

        return initial;
    }

    /// <summary>An algorithm with the values of its first preset.</summary>
    public static LearnerCase OfFirstPreset(Algorithm algorithm) =>
        new($"{algorithm.Presets[0].Name}, batch {algorithm.Presets[0].Config.OnlineBatchSize}", algorithm.Presets[0].Config);

    /// <summary>The same on every kind of action that the algorithm takes.</summary>
    public static IEnumerable<LearnerCase> Of(Algorithm algorithm)
    {
        var first = OfFirstPreset(algorithm);
        return algorithm.ActionSpaces == (ActionSpaces.Box | ActionSpaces.Discrete)
            ? [first, first with { Name = $"{first.Name}, choices", HasChoices = true }]
            : [first];
    }

    /// <summary>The case of a name that another process has been given.</summary>
    public static LearnerCase Named(string name) =>
        All.Concat(AlgorithmRegistry.All.Where(algorithm => algorithm.IsFused).SelectMany(Of)).First(known => known.Name == name);

    /// <summary>The preset awac-corl with other sizes.</summary>
    public static LearnerCase Awac(string name, int[] hidden, int batch, int rows = 100_000) => new(
        name,
        AwacPresets.Corl with { PolicyHidden = hidden, CriticHidden = hidden, OfflineBatchSize = batch, OnlineBatchSize = batch },
        rows);
}
