using System.Diagnostics;
using AwacAkka.Numerics.Kernels;

namespace AwacAkka.Learning.Tests.Golden;

/// <summary>A process has one matrix engine, so these tests run <see cref="FusedGoldenTests"/> in another.</summary>
[Trait("Category", "Run")]
public sealed class ManagedKernelsGoldenTests
{
    [Fact]
    public async Task The_fused_learners_agree_with_PyTorch_on_managed_kernels_too()
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "Learning.Tests"), ["-class", typeof(FusedGoldenTests).FullName!, "-noColor"])
        {
            RedirectStandardOutput = true,
            Environment = { [Blas.EngineVariable] = "managed" },
        };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
        Assert.Matches(@"Total: [1-9]\d*, Errors: 0, Failed: 0, Skipped: 0", output);
    }
}
