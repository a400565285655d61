using System.Runtime.Intrinsics.X86;

namespace AwacAkka.Bench.PyTorch;

/// <summary>One way to run the PyTorch twin; the best counts.</summary>
/// <param name="Threads">PyTorch's own threads.</param>
/// <param name="BlasThreads">Threads of a matrix product.</param>
/// <param name="Kernels">OpenBLAS's kernels by name; null lets it choose.</param>
/// <param name="Device">Where it computes.</param>
internal sealed record PyTorchSetting(int Threads, int BlasThreads, string? Kernels, string Device = "cpu")
{
    /// <summary>
    /// Thread settings that a user with two cores would try (two times two is oversubscribed and left out), with the kernels that
    /// OpenBLAS chooses and with those that this project's learner names.
    /// </summary>
    public static IReadOnlyList<PyTorchSetting> All { get; } =
    [
        .. from kernels in Avx512F.IsSupported ? (string?[])[null, "SkylakeX"] : [null]
           from threads in ((int, int)[])[(1, 1), (2, 1), (1, 2)]
           select new PyTorchSetting(threads.Item1, threads.Item2, kernels),
    ];

    /// <inheritdoc />
    public override string ToString() => $"threads {Threads} x BLAS {BlasThreads}, {Kernels ?? "default"} kernels";
}
