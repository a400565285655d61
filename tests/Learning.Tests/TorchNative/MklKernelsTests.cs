using System.Diagnostics;
using AwacAkka.Learning.Torch;
using TorchSharp;

namespace AwacAkka.Learning.Tests.TorchNative;

/// <summary>MKL's kernels are chosen once in a process, so these tests run one of their own in another.</summary>
[Trait("Category", "Run")]
public sealed class MklKernelsTests
{
    [Fact]
    public Task Where_intels_kernels_are_asked_for_mkl_asks_our_library_instead_of_itself() => RunAsync("intel", nameof(Our_library_is_asked));

    [Fact]
    public Task As_shipped_mkl_asks_itself() => RunAsync("shipped", nameof(Our_library_is_not_there));

    [Fact]
    public Task Other_kernels_are_refused_in_one_sentence() => RunAsync("zen", nameof(No_such_kernels));

    [Fact(Explicit = true)]
    public void Our_library_is_asked()
    {
        Multiply();
        Assert.True(MklKernels.WasAsked);
        Assert.EndsWith("MKL's kernels for Intel", Libtorch.Description);
    }

    [Fact(Explicit = true)]
    public void Our_library_is_not_there()
    {
        Multiply();
        Assert.DoesNotContain("libawacmkl", File.ReadAllText("/proc/self/maps"));
        Assert.EndsWith("MKL's kernels as shipped", Libtorch.Description);
    }

    [Fact(Explicit = true)]
    public void No_such_kernels() =>
        Assert.Contains("there are no MKL kernels 'zen'", Assert.Throws<DllNotFoundException>(Libtorch.Load).Message);

    private static void Multiply()
    {
        using var a = torch.ones(64, 64);
        using var product = a.mm(a);
        Assert.Equal(64, product[0, 0].item<float>());
    }

    private static async Task RunAsync(string kernels, string method)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "Learning.Tests"),
            ["-explicit", "only", "-method", $"{typeof(MklKernelsTests).FullName}.{method}", "-noColor"])
        {
            RedirectStandardOutput = true,
            Environment = { [MklKernels.Variable] = kernels },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", output);
    }
}
