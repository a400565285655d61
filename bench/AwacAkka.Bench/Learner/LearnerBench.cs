using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Fused;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Bench.Learner;

/// <summary><c>learner</c>: updates per second, of the fused learners and of those on TorchSharp, against each other and PyTorch.</summary>
internal static class LearnerBench
{
    private const string Unit = "updates/s";
    private const int Threads = 2;

    /// <summary>Runs all cases whose name contains a text.</summary>
    /// <exception cref="BenchException">PyTorch is asked for and missing, or no case has such a name.</exception>
    public static void Run(Race race, bool vsPyTorch, string only, FigureWriter figures, TextWriter notes)
    {
        LearnerCase[] cases = [.. LearnerCase.All.Where(@case => @case.Name.Contains(only, StringComparison.OrdinalIgnoreCase))];
        if (cases.Length == 0)
        {
            throw new BenchException($"no case contains '{only}'; there are: {string.Join("; ", LearnerCase.All.Select(c => c.Name))}");
        }

        MachineNotes.Write(notes);
        foreach (var algorithm in cases.GroupBy(@case => @case.Config.Algorithm))
        {
            PyTorchTwin[] twins = vsPyTorch && PyTorchTwin.Exists(algorithm.Key) ? PyTorchTwin.StartAll($"{algorithm.Key}.py") : [];
            TorchSharpPeer[] peers = algorithm.Any(@case => @case.VsTorchSharp)
                ? [.. TorchSharpSetting.All.Select(setting => new TorchSharpPeer(setting))]
                : [];
            try
            {
                if (twins is [var first, ..])
                {
                    notes.WriteLine(first.Process.Description);
                }

                foreach (var @case in algorithm)
                {
                    Run(@case, race, twins, @case.VsTorchSharp ? peers : [], figures, notes);
                }
            }
            finally
            {
                Array.ForEach(twins, twin => twin.Dispose());
                Array.ForEach(peers, peer => peer.Dispose());
            }
        }
    }

    private static void Run(
        LearnerCase @case, Race race, PyTorchTwin[] twins, TorchSharpPeer[] peers, FigureWriter figures, TextWriter notes)
    {
        using var fused = new OwnLearner("fused", @case, initial => Fused(@case, initial));
        using var reference = new OwnLearner("TorchSharp", @case, initial => OnTorchSharp(@case, initial));
        using var peak = new SgemmPeak();
        Array.ForEach(twins, twin => twin.Build(@case));
        foreach (var engine in peers.Select(peer => peer.Build(@case)).Distinct().ToArray())
        {
            notes.WriteLine($"TorchSharp's rivals of {@case.Name} on {engine}");
        }

        using var low = Bfloat16Mlp.IsSupported
            ? new OwnLearner("fused, bfloat16", @case, initial => Fused(@case, initial, Precision.Bfloat16))
            : null;
        using var keeping = @case.IdleUnits > 0
            ? new OwnLearner("fused, denormals kept", @case, initial => Fused(@case, initial, flushDenormals: false))
            : null;
        OwnLearner[] others = [.. ((OwnLearner?[])[low, keeping]).OfType<OwnLearner>()];

        var rates = race.Run([fused, reference, peak, .. others, .. twins, .. peers]);
        foreach (var own in (OwnLearner[])[fused, reference])
        {
            figures.Write(Figure.Of($"{own.Setting}, {@case.Name}", Unit, own, twins, rates));
        }

        if (peers.Length > 0)
        {
            figures.Write(Figure.Of($"fused against the best TorchSharp, {@case.Name}", Unit, fused, peers, rates));
        }

        TorchSharpPeer[] shipped = [.. peers.Where(peer => peer.IsAsShipped)];
        if (shipped.Length < peers.Length)
        {
            figures.Write(Figure.Of($"fused against the best TorchSharp as shipped, {@case.Name}", Unit, fused, shipped, rates));
        }

        foreach (var own in others)
        {
            figures.Write(Figure.Of($"{own.Setting}, {@case.Name}", Unit, own, [fused], rates));
        }

        if (@case.Config is AwacConfig awac)
        {
            var work = UpdateWork.Operations(awac, @case.Batch, LearnerCase.Observation, LearnerCase.Action);
            var shares = rates[fused].Zip(rates[peak], (updates, products) => updates * work / (products * SgemmPeak.Operations));
            figures.Write(Figure.OfShares($"{fused.Setting}, {@case.Name}", [.. shares]));
        }
    }

    /// <summary>The learner that runs on the processor.</summary>
    public static ILearner Fused(
        LearnerCase @case, TrainingState initial, Precision precision = Precision.Float32, bool flushDenormals = true) =>
        @case.Algorithm.Fused(
            @case.Config, new LearnerContext(@case.Dimensions, initial, new LearnerExecution(Threads, precision, flushDenormals)));

    /// <summary>The reference, on one thread or two.</summary>
    public static ILearner OnTorchSharp(LearnerCase @case, TrainingState initial, int threads = Threads) =>
        @case.Algorithm.Torch(@case.Config, new LearnerContext(@case.Dimensions, initial, new LearnerExecution(threads)));
}
