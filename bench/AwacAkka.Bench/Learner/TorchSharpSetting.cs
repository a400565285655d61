namespace AwacAkka.Bench.Learner;

/// <summary>One way to run a TorchSharp learner of ours; the best counts.</summary>
/// <param name="PairThreads">1 or 2: whether the two critics, and the policy's two passes, run side by side.</param>
/// <param name="LibtorchThreads">Threads of one operation.</param>
/// <param name="Kernels">MKL's, for <see cref="KernelsVariable"/>.</param>
internal sealed record TorchSharpSetting(int PairThreads, int LibtorchThreads, string Kernels)
{
    /// <summary>MKL's kernels as libtorch's build chooses them.</summary>
    public const string Shipped = "shipped";

    /// <summary>Environment variable of our learners; MKL chooses once in a process.</summary>
    public const string KernelsVariable = "AWAC_MKL_KERNELS";

    private const string Intels = "intel";

    /// <summary>
    /// Thread settings that a user with two cores would try, with MKL's kernels as shipped and, on AMD's processors, which MKL gives
    /// generic ones, with those for Intel.
    /// </summary>
    public static IReadOnlyList<TorchSharpSetting> All { get; } =
    [
        .. from kernels in IsAmd() ? (string[])[Shipped, Intels] : [Shipped]
           from threads in ((int, int)[])[(1, 1), (2, 1), (1, 2)]
           select new TorchSharpSetting(threads.Item1, threads.Item2, kernels),
    ];

    /// <inheritdoc />
    public override string ToString() =>
        $"pair {PairThreads} x libtorch {LibtorchThreads}, {(Kernels == Intels ? "MKL kernels for Intel" : "MKL kernels as shipped")}";

    private static bool IsAmd() => File.ReadLines("/proc/cpuinfo").Any(line => line.EndsWith("AuthenticAMD", StringComparison.Ordinal));
}
