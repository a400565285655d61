using AwacAkka.Actors.Configuration;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Wrappers;
using AwacAkka.Learning.Training;
using AwacAkka.Numerics.Kernels;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Actors.Tests;

/// <summary>A run is a pure function of (configuration, dataset, seed).</summary>
[Trait("Category", "Run")]
public sealed class RunDeterminismTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Same_results_twice_and_with_one_and_four_workers(int pipelineDepth)
    {
        var first = await TestRun.CalmAsync(pipelineDepth);
        foreach (var workers in (int[])[2, 1, 4])
        {
            var again = await TestRun.TrainAsync(workers: workers, pipelineDepth: pipelineDepth);
            Assert.Equal(first.Result, again.Result);
            Assert.Equal(first.Metrics, again.Metrics);
        }
    }

    [Fact]
    public async Task Same_digest_with_one_and_two_learner_threads()
    {
        var two = await TestRun.TrainAsync(change: config => config with { Learner = new LearnerSection(Threads: 2) });
        var one = await TestRun.TrainAsync(change: config => config with { Learner = new LearnerSection(Threads: 1) });
        Assert.Equal(two.Result.Digest, one.Result.Digest);
    }

    [Fact]
    public async Task Bfloat16_gives_one_digest_of_its_own_whatever_the_threads()
    {
        Assert.SkipUnless(Bfloat16Mlp.IsSupported, "this processor has no AMX tiles for bfloat16");
        var two = await TestRun.TrainAsync(change: c => c with { Learner = new LearnerSection(Threads: 2, Precision: Precision.Bfloat16) });
        var one = await TestRun.TrainAsync(change: c => c with { Learner = new LearnerSection(Threads: 1, Precision: Precision.Bfloat16) });
        Assert.Equal(two.Result.Digest, one.Result.Digest);
        Assert.NotEqual((await TestRun.CalmAsync()).Result.Digest, one.Result.Digest);
    }

    [Fact]
    public async Task Seed_pipeline_depth_and_data_change_the_digest()
    {
        string[] digests =
        [
            (await TestRun.CalmAsync()).Result.Digest,
            (await TestRun.TrainAsync(seed: 2)).Result.Digest,
            (await TestRun.CalmAsync(pipelineDepth: 1)).Result.Digest,
            (await TestRun.CalmAsync(dataset: TestRun.RandomDataset(seed: 9))).Result.Digest,
        ];
        Assert.Equal(digests.Length, digests.Distinct().Count());
    }

    [Fact]
    public async Task Reward_scale_and_shift_are_what_the_environment_and_its_data_would_have_shown()
    {
        const string shaped = "ShapedPendulum-v0";
        EnvironmentRegistry.Register(
            new EnvironmentSpec(shaped, "for tests", () => new TransformReward(new Pendulum(), 0.5, 0), TimeLimit: 200));
        var raw = TestRun.RandomDataset(seed: 7);
        var halved = OfflineDataset.Of(raw.Transitions with { Rewards = [.. raw.Transitions.Rewards.Select(r => r / 2)] });
        var byEnvironment = await TestRun.TrainAsync(environment: shaped, dataset: halved);
        var byLearner = await TestRun.TrainAsync(change: c => c with { Algorithm = ((ActorCriticConfig)c.Algorithm) with { RewardScale = 0.5f } });
        Assert.Equal(byEnvironment.Result.Digest, byLearner.Result.Digest);
        Assert.NotEqual(byEnvironment.Metrics, byLearner.Metrics); // which show the returns as they are

        var shifted = await TestRun.TrainAsync(change: c => c with { Algorithm = ((ActorCriticConfig)c.Algorithm) with { RewardScale = 0.5f, RewardShift = 1 } });
        Assert.NotEqual(byLearner.Result.Digest, shifted.Result.Digest);
    }

    [Fact]
    public async Task Soft_actor_critic_from_scratch_is_deterministic_too()
    {
        RunConfig Sac(RunConfig config) => config with
        {
            Preset = "sac",
            Algorithm = new AwacAkka.Learning.Algorithms.Sac.SacConfig { PolicyHidden = [16, 16], CriticHidden = [16, 16], OnlineBatchSize = 32 },
            Offline = config.Offline with { Updates = 0 },
            Online = config.Online with { RandomSteps = 200 },
        };
        var one = await TestRun.TrainAsync(workers: 1, withDataset: false, change: Sac);
        var four = await TestRun.TrainAsync(workers: 4, withDataset: false, change: Sac);
        Assert.Equal(one.Result.Digest, four.Result.Digest);
        Assert.Null(one.Result.AfterOffline);
        Assert.NotNull(one.Result.AfterOnline);
    }
}
