using System.Runtime.CompilerServices;
using AwacAkka.Actors.Configuration;
using AwacAkka.Learning.Awac;
using AwacAkka.Learning.Numerics;
using AwacAkka.Learning.Sac;
using AwacAkka.Learning.Training;
using TorchSharp;

namespace AwacAkka.Actors.Learners;

/// <summary>Picks the implementation for an algorithm and a device.</summary>
public static class LearnerFactory
{
    /// <summary>
    /// <c>auto</c> and <c>cpu</c> are the fused path on the processor; <c>torch-cpu</c> the
    /// TorchSharp reference; <c>cuda:N</c> a GPU.
    /// </summary>
    public static Func<TrainingState, ILearner> For(RunConfig config, int observationDimension, int actionDimension) =>
        initial => (config.Learner, config.Algorithm) switch
        {
            ({ Device: "auto" or "cpu" } on, AwacConfig awac) =>
                new FusedAwac(awac, observationDimension, actionDimension, initial, on.Execution),
            ({ Device: "auto" or "cpu" } on, SacConfig sac) =>
                new FusedSac(sac, observationDimension, actionDimension, initial, on.Execution),
            _ => OnTorchSharp(config, observationDimension, actionDimension, initial),
        };

    /// <summary>What the learner's bits depend on beside the run itself.</summary>
    public static string Fingerprint(RunConfig config) => $"{config.Learner.Device}; {Blas.Description}; {CpuModel()}";

    /// <summary>A method of its own: TorchSharp, and libtorch with it, is loaded when it is compiled.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ILearner OnTorchSharp(RunConfig config, int observationDimension, int actionDimension, TrainingState initial) =>
        (config.Learner, config.Algorithm) switch
        {
            (var on, AwacConfig awac) =>
                new TorchAwac(awac, observationDimension, actionDimension, initial, Device(on.Device), on.Threads, on.FlushDenormals),
            (var on, SacConfig sac) =>
                new TorchSac(sac, observationDimension, actionDimension, initial, Device(on.Device), on.Threads, on.FlushDenormals),
            _ => throw new ArgumentException($"there is no learner for the algorithm '{config.Algorithm.Algorithm}'"),
        };

    private static torch.Device Device(string name) => torch.device(name == "torch-cpu" ? "cpu" : name);

    private static string CpuModel() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo")
            .Where(l => l.StartsWith("cpu family", StringComparison.Ordinal) || l.StartsWith("vendor_id", StringComparison.Ordinal))
            .Select(l => l[(l.IndexOf(':') + 1)..].Trim()).Distinct().Aggregate((a, b) => $"{a} family {b}")
        : System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString();
}
