using System.Text.Json.Nodes;
using AwacAkka.Bench;
using AwacAkka.Bench.Learner;
using AwacAkka.Bench.PyTorch;
using AwacAkka.Learning.Algorithms.Sac;

namespace AwacAkka.GpuCheck;

/// <summary>
/// Updates per second on the device by batch and width, batches and their way to it included, in turns with the same loop in PyTorch.
/// </summary>
internal static class SpeedCheck
{
    private static readonly int[] Batches = [256, 1024, 4096, 8192];

    private static IEnumerable<LearnerCase> Cases =>
    [
        .. from batch in Batches select LearnerCase.Awac($"AWAC, 2x256, batch {batch}", [256, 256], batch),
        .. from batch in Batches select LearnerCase.Awac($"AWAC, 4x256, batch {batch}", [256, 256, 256, 256], batch),
        .. from batch in Batches
           select new LearnerCase($"SAC, 2x256, batch {batch}", new SacConfig { OfflineBatchSize = batch, OnlineBatchSize = batch }),
    ];

    /// <summary>Measures all cases; without a Python, alone.</summary>
    public static void Run(string device, string? python, Race race, GpuReport report)
    {
        foreach (var algorithm in Cases.GroupBy(@case => @case.Config.Algorithm))
        {
            using var twin = python is null ? null : new PyTorchTwin(python, new PyTorchSetting(1, 1, null, device), $"{algorithm.Key}.py");
            foreach (var @case in algorithm)
            {
                report.Begin($"speed of {@case.Name}");
                twin?.Build(@case);
                using var own = new OwnLearner(device, @case, initial => AgreementCheck.OnTorchSharp(@case, initial, device));
                var rates = race.Run([own, .. twin is null ? (IContender[])[] : [twin]]);
                var figure = Figure.Of(@case.Name, "updates/s", own, twin is null ? [] : [twin], rates);
                report.Add("speed", new JsonObject
                {
                    ["case"] = @case.Name,
                    ["batch"] = @case.Batch,
                    ["unit"] = figure.Unit,
                    ["ours"] = figure.Ours,
                    ["pytorch"] = figure.Theirs,
                    ["ratio"] = figure.Ratio,
                    ["spread"] = figure.Spread,
                });
            }
        }
    }
}
