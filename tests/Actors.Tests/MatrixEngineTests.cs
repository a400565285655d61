using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;
using AwacAkka.Actors.Storage;
using AwacAkka.Actors.Tests.Recovery;
using AwacAkka.Numerics.Kernels;

namespace AwacAkka.Actors.Tests;

/// <summary>The program where OpenBLAS is missing. In its place the loader finds a file that is no library.</summary>
[Trait("Category", "Run")]
public sealed class MatrixEngineTests : IDisposable
{
    private const string Scenario =
        """
        include "reference.conf"
        environment.id = Pendulum-v1
        algorithm { preset = awac-corl, policy-hidden = [24, 16], critic-hidden = [24, 16], online-batch-size = 33 }
        offline.updates = 0
        online { steps = 600, steps-per-round = 200, random-steps = 200 }
        evaluation { episodes = 1, every-rounds = 10 }
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("awac-engine").FullName;

    public MatrixEngineTests()
    {
        File.WriteAllText(In("tiny.conf"), Scenario);
        Directory.CreateDirectory(In("broken"));
        File.WriteAllText(In("broken/libopenblas.so.0"), "no library");
    }

    private string WithoutOpenBlas => $"LD_LIBRARY_PATH='{In("broken")}' AWAC_BLAS=";

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Without_OpenBlas_a_run_trains_all_the_same_and_keeps_to_its_kernels()
    {
        var (code, digest, error) = await TrainAsync(WithoutOpenBlas, "missing");
        Assert.Equal(0, code);
        Assert.Matches("^note: OpenBLAS .* is missing: .* install Debian's package libopenblas0-pthread[^\n]*\n$", error);

        var (chosenCode, chosenDigest, chosenError) = await TrainAsync("AWAC_BLAS=managed", "chosen");
        Assert.Equal((0, "", digest), (chosenCode, chosenError, chosenDigest));

        Assert.SkipWhen(Blas.Description == "managed kernels", "this machine has no OpenBLAS to resume the run with");
        var recorded = await RecordedRun.ReadAsync(RunFolder.Open(In("missing")), TestContext.Current.CancellationToken);
        var refusal = Assert.Throws<RunConfigException>(() => recorded.ToRequest(acceptOtherCpu: false));
        Assert.Matches("begun on '.*managed kernels.*', this is '.*OpenBLAS.*', which may compute other bits", refusal.Message);
        var verified = await RunAsync("AWAC_BLAS=managed", "verify", In("missing"));
        Assert.Equal((0, digest), (verified.Code, verified.LastLine));
    }

    [Theory]
    [InlineData("openblas", "OpenBLAS (libopenblas.so.0) is missing: install Debian's package libopenblas0-pthread")]
    [InlineData("mkl", "there is no matrix engine 'mkl' (AWAC_BLAS in the environment): use openblas or managed")]
    public async Task An_engine_that_is_asked_for_and_not_there_is_refused(string engine, string expected)
    {
        var (code, _, error) = await TrainAsync(WithoutOpenBlas + engine, "never");
        Assert.Equal(2, code);
        Assert.StartsWith($"error: {expected}", error);
        Assert.False(Directory.Exists(In("never")));
    }

    private Task<(int Code, string LastLine, string Error)> TrainAsync(string environment, string run) =>
        RunAsync(environment, "train", "--config", In("tiny.conf"), "--seed", "1", "--run", In(run));

    /// <summary>Runs the program with variables set; the error stream by itself.</summary>
    private async Task<(int Code, string LastLine, string Error)> RunAsync(string environment, params string[] arguments)
    {
        var errors = In("errors");
        using var process = AwacProcess.StartInShell($"{environment} exec \"$@\" 2>'{errors}'", arguments);
        var code = await process.ExitCodeAsync();
        return (code, process.LastLine, await File.ReadAllTextAsync(errors, TestContext.Current.CancellationToken));
    }

    private string In(string name) => Path.Combine(folder, name);
}
