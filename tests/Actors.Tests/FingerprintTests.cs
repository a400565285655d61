using System.Text.RegularExpressions;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Learners;
using AwacAkka.Learning.Algorithms.A2c;
using AwacAkka.Numerics.Kernels;

namespace AwacAkka.Actors.Tests;

/// <summary>What a learner's bits depend on is in the run's record: journals of before must not be refused, nor others accepted.</summary>
public sealed class FingerprintTests
{
    [Theory]
    [InlineData("auto")]
    [InlineData("cpu")]
    public void The_fused_path_names_device_kernels_and_processor_alone(string device)
    {
        var fingerprint = Of(device);
        Assert.StartsWith($"{device}; {Blas.Description}; ", fingerprint, StringComparison.Ordinal);
        Assert.DoesNotContain(';', fingerprint[$"{device}; {Blas.Description}; ".Length..]);
    }

    [Fact]
    public void On_TorchSharp_it_names_libtorch_too() =>
        Assert.Matches($@"^torch-cpu; {Regex.Escape(Of("cpu")["cpu; ".Length..])}; libtorch \d+\.\d+\.\d+", Of("torch-cpu"));

    [Fact]
    public void Where_an_algorithm_has_no_fused_learner_it_names_libtorch_too() => Assert.Contains(
        "; libtorch ",
        LearnerFactory.Fingerprint(TestRun.Config("Pendulum-v1", workers: 1, pipelineDepth: 0) with { Algorithm = new A2cConfig() }),
        StringComparison.Ordinal);

    private static string Of(string device) => LearnerFactory.Fingerprint(
        TestRun.Config("Pendulum-v1", workers: 1, pipelineDepth: 0) with { Learner = new LearnerSection(device) });
}
