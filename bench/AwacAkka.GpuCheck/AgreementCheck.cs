using System.Text.Json.Nodes;
using AwacAkka.Bench.Learner;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Layers;
using TorchSharp;

namespace AwacAkka.GpuCheck;

/// <summary>
/// Whether a device learns what the processor does: the same learner on both, from the same weights, on the same batches and noise. After
/// some updates the distance between both sides' weights is compared with the way that they have gone from the start.
/// </summary>
/// <remarks>
/// Rounding differs, and Adam divides each gradient by its own size, so differences grow with the updates: after 1,000 of a wide network
/// TorchSharp's learner and the fused one, both on one processor, are 0.4 of the way apart, of a narrow network 0.03 (AWAC) or 0.000001
/// (SAC). So the distance between those two is the yardstick: a device may be three times as far off, and as far as the floor in any case.
/// </remarks>
internal static class AgreementCheck
{
    private const int Threads = 2;

    private const double OfYardstick = 3;

    private static readonly (int Updates, double Floor)[] Stops = [(1, 1e-3), (10, 1e-3), (1_000, 1e-2)];

    /// <summary>A narrow and a wide network of each algorithm.</summary>
    public static IReadOnlyList<LearnerCase> Cases { get; } =
    [
        LearnerCase.Awac("AWAC, 16 and 12, batch 16", [16, 12], 16),
        LearnerCase.Awac("AWAC, 2x256, batch 256", [256, 256], 256),
        new("SAC, 16 and 12, batch 16", new SacConfig
        {
            PolicyHidden = [16, 12], CriticHidden = [16, 12], OfflineBatchSize = 16, OnlineBatchSize = 16,
        }),
        new("SAC, 2x256, batch 256", new SacConfig()),
    ];

    /// <summary>Compares one algorithm, with a row for each stop.</summary>
    public static void Run(LearnerCase @case, string device, GpuReport report)
    {
        var start = @case.Initial();
        using var onDevice = new OwnLearner(device, @case, initial => OnTorchSharp(@case, initial, device));
        using var onProcessor = new OwnLearner("cpu", @case, initial => OnTorchSharp(@case, initial, "cpu"));
        using var fused = new OwnLearner("fused", @case, initial => Fused(@case, initial));
        var made = 0;
        foreach (var (updates, floor) in Stops)
        {
            report.Begin($"agreement of {@case.Name}, {updates} updates");
            OwnLearner[] all = [onDevice, onProcessor, fused];
            Array.ForEach(all, learner => learner.Run(updates - made));
            made = updates;
            var expected = onProcessor.Capture();
            var (distance, worst) = Distance(start, expected, onDevice.Capture());
            var yardstick = Distance(start, expected, fused.Capture()).Value;
            var tolerance = Math.Max(floor, OfYardstick * yardstick);
            var agrees = distance <= tolerance; // false for what is no number
            report.Add("agreement", new JsonObject
            {
                ["case"] = @case.Name,
                ["updates"] = updates,
                ["distance"] = Number(distance),
                ["worst_tensor"] = worst,
                ["tolerance"] = tolerance,
                ["agrees"] = agrees,
                ["fused_distance"] = Number(yardstick),
            });
            if (!agrees)
            {
                report.Fail(
                    $"after {updates} updates of {@case.Name} {worst} on {device} is {distance:g3} of its way off, above {tolerance:g3}");
            }
        }
    }

    /// <summary>The learner on TorchSharp.</summary>
    public static ILearner OnTorchSharp(LearnerCase @case, TrainingState initial, string device) =>
        @case.Algorithm.Torch(@case.Config, new LearnerContext(@case.Dimensions, initial, new LearnerExecution(Threads), device));

    private static ILearner Fused(LearnerCase @case, TrainingState initial) =>
        @case.Algorithm.Fused(@case.Config, new LearnerContext(@case.Dimensions, initial, new LearnerExecution(Threads)));

    /// <summary>The largest distance of a tensor that is trained, as a share of its way from the start, and the tensor's name.</summary>
    private static (double Value, string Tensor) Distance(TrainingState start, TrainingState expected, TrainingState actual) => expected
        .Tensors.Keys
        .Where(name => start.Tensors.ContainsKey("adam.m." + name))
        .Select(name => (Value: Length(expected, actual, name) / Length(expected, start, name), Tensor: name))
        .MaxBy(row => double.IsNaN(row.Value) ? double.PositiveInfinity : row.Value);

    private static double Length(TrainingState x, TrainingState y, string name) =>
        Math.Sqrt(x.Tensors[name].Data.Zip(y.Tensors[name].Data, (a, b) => ((double)a - b) * ((double)a - b)).Sum());

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
