using System.Runtime.CompilerServices;
using AwacAkka.Actors.Configuration;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Kernels;

namespace AwacAkka.Actors.Learners;

/// <summary>Picks the implementation for an algorithm and a device.</summary>
public static class LearnerFactory
{
    /// <summary>
    /// <c>auto</c> and <c>cpu</c> are the fused path on the processor; <c>torch-cpu</c> the
    /// TorchSharp reference; <c>cuda:N</c> a GPU.
    /// </summary>
    public static Func<TrainingState, ILearner> For(RunConfig config, int observationDimension, int actionDimension) =>
        initial => (IsFused(config.Learner), config.Algorithm) switch
        {
            (true, AwacConfig awac) => new FusedAwac(awac, observationDimension, actionDimension, initial, config.Learner.Execution),
            (true, SacConfig sac) => new FusedSac(sac, observationDimension, actionDimension, initial, config.Learner.Execution),
            _ => OnTorchSharp(config, observationDimension, actionDimension, initial),
        };

    /// <summary>Why this machine cannot offer the learner's device, in a sentence; null where it can.</summary>
    public static string? ProblemOf(LearnerSection learner) => IsFused(learner) ? null : TorchProblemOf(learner);

    /// <summary>What the learner's bits depend on beside the run itself.</summary>
    public static string Fingerprint(RunConfig config)
    {
        var processor = $"{config.Learner.Device}; {Blas.Description}; {CpuModel()}";
        return IsFused(config.Learner) ? processor : $"{processor}; {TorchDescription()}";
    }

    private static bool IsFused(LearnerSection learner) => learner.Device is "auto" or "cpu";

    private static string TorchDevice(LearnerSection learner) => learner.Device == "torch-cpu" ? "cpu" : learner.Device;

    /// <summary>A method of its own: TorchSharp, and libtorch with it, is loaded when it is compiled.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ILearner OnTorchSharp(RunConfig config, int observationDimension, int actionDimension, TrainingState initial)
    {
        var on = config.Learner;
        var device = TorchEngine.Device(TorchDevice(on));
        return config.Algorithm switch
        {
            AwacConfig awac => new TorchAwac(awac, observationDimension, actionDimension, initial, device, on.Threads, on.FlushDenormals),
            SacConfig sac => new TorchSac(sac, observationDimension, actionDimension, initial, device, on.Threads, on.FlushDenormals),
            _ => throw new ArgumentException($"there is no learner for the algorithm '{config.Algorithm.Algorithm}'"),
        };
    }

    /// <inheritdoc cref="OnTorchSharp" />
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? TorchProblemOf(LearnerSection learner) => TorchEngine.Problem(TorchDevice(learner));

    /// <inheritdoc cref="OnTorchSharp" />
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string TorchDescription() => TorchEngine.Description;

    private static string CpuModel() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo")
            .Where(l => l.StartsWith("cpu family", StringComparison.Ordinal) || l.StartsWith("vendor_id", StringComparison.Ordinal))
            .Select(l => l[(l.IndexOf(':') + 1)..].Trim()).Distinct().Aggregate((a, b) => $"{a} family {b}")
        : System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString();
}
