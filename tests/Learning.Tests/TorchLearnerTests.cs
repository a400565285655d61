using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Tests.Battery;
using AwacAkka.Learning.Tests.Golden;
using AwacAkka.Learning.Torch;
using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Tests;

/// <summary>What runs rely on beyond the golden files.</summary>
[Trait("Category", "Long")]
public sealed class TorchLearnerTests
{
    public static TheoryData<string> Names => [.. GoldenFile.Configs.Keys];

    public static TheoryData<string> Options => [.. LearnerCases.TorchOptions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void One_thread_and_two_threads_compute_the_same_bits(string name)
    {
        var golden = GoldenFile.Read(name);
        var digests = new List<string>();
        foreach (var threads in (int[])[1, 2, 2])
        {
            using var learner = golden.Torch(threads);
            for (var update = 0; update < golden.Updates; update++)
            {
                var (batch, noise) = golden.Inputs(update);
                learner.Update(batch, noise);
            }

            digests.Add(learner.Capture().Digest());
        }

        Assert.Single(digests.Distinct());
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_option_of_an_algorithm_without_a_fused_learner_changes_the_result_and_threads_do_not(string name)
    {
        var (without, with) = LearnerCases.TorchOptions[name];
        Assert.NotEqual(Digest(without, threads: 1), Digest(with, threads: 1));
        Assert.Equal(Digest(with, threads: 1), Digest(with, threads: 2));

        static string Digest(LearnerCase learned, int threads)
        {
            using var learner = learned.Torch(threads);
            for (var update = 0; update < 2; update++)
            {
                var (batch, noise) = learned.Inputs(update);
                learner.Update(batch, noise);
            }

            return learner.Capture().Digest();
        }
    }

    [Fact]
    public void A_device_that_libtorch_cannot_use_is_refused_with_the_reason()
    {
        Assert.SkipUnless(TorchEngine.Problem("cuda:0") is not null, "this machine has an NVIDIA device");
        var error = Assert.Throws<ArgumentException>(() => TorchEngine.Device("cuda:0"));
        Assert.StartsWith("the device cuda:0 cannot be used: libtorch finds no NVIDIA device; use cpu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_names_the_version_of_libtorch() =>
        Assert.Matches(@"^libtorch \d+\.\d+\.\d+, MKL's kernels ", TorchEngine.Description);
}
