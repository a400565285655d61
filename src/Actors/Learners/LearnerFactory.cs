using System.Runtime.CompilerServices;
using AwacAkka.Actors.Configuration;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Kernels;

namespace AwacAkka.Actors.Learners;

/// <summary>Picks the implementation for an algorithm and a device.</summary>
public static class LearnerFactory
{
    /// <summary>
    /// <c>auto</c> and <c>cpu</c> are the fused path on the processor, where the algorithm has one for its values; <c>torch-cpu</c> is the TorchSharp
    /// reference; <c>cuda:N</c> a GPU.
    /// </summary>
    public static Func<TrainingState, ILearner> For(AlgorithmConfig algorithm, LearnerSection learner, Dimensions dimensions) => initial =>
    {
        var context = new LearnerContext(dimensions, initial, learner.Execution, TorchDevice(learner));
        return IsFused(algorithm, learner) ? AlgorithmRegistry.Of(algorithm).Fused(algorithm, context) : OnTorchSharp(algorithm, context);
    };

    /// <summary>Why this machine cannot offer the learner's device, in a sentence; null where it can.</summary>
    public static string? ProblemOf(RunConfig config) => IsFused(config) ? null : TorchProblemOf(config.Learner);

    /// <summary>What the learner's bits depend on beside the run itself.</summary>
    public static string Fingerprint(RunConfig config)
    {
        var processor = $"{config.Learner.Device}; {Blas.Description}; {CpuModel()}";
        return IsFused(config) ? processor : $"{processor}; {TorchDescription()}";
    }

    private static bool IsFused(RunConfig config) => config.Algorithms.All(algorithm => IsFused(algorithm, config.Learner));

    private static bool IsFused(AlgorithmConfig algorithm, LearnerSection learner) =>
        learner.Device is "auto" or "cpu" && AlgorithmRegistry.Of(algorithm).IsFusedWith(algorithm);

    private static string TorchDevice(LearnerSection learner) => learner.Device is "auto" or "torch-cpu" ? "cpu" : learner.Device;

    /// <summary>A method of its own: TorchSharp, and libtorch with it, is loaded when it is compiled.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ILearner OnTorchSharp(AlgorithmConfig algorithm, LearnerContext context) => AlgorithmRegistry.Of(algorithm).Torch(algorithm, context);

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
