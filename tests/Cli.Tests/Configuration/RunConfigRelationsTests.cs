using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;

namespace AwacAkka.Cli.Tests.Configuration;

/// <summary>Keys that do not go together are refused in a new run, and read back as they are where an earlier version recorded them.</summary>
[Trait("Category", "Run")]
public sealed class RunConfigRelationsTests : CommandLineHarness
{
    public static TheoryData<string, string> Wrong => new()
    {
        { "replay.capacity=100", "replay.capacity (100) must not be below online.steps-per-round (1000): a round's steps would be overwritten" },
        { "replay.capacity=999", "replay.capacity (999) must not be below online.steps-per-round (1000)" },
        { "online.steps=3", "rollouts.slots (4) must not be above online.steps (3): a slot would never take a step" },
        { "online.steps=2000 online.random-steps=3000", "online.random-steps (3000) must not be above online.steps (2000): all steps would be random" },
        { "online.random-steps=500", "online.random-steps (500) must be a multiple of online.steps-per-round (1000): a round is collected" },
        { "online.random-steps=1500", "online.random-steps (1500) must be a multiple of online.steps-per-round (1000)" },
        { "online.warm-up-steps=1500", "online.warm-up-steps (1500) must be a multiple of online.steps-per-round (1000)" },
        { "online.steps=2000 online.random-steps=1000 online.warm-up-steps=2000", "and with online.random-steps (1000) not above online.steps (2000)" },
        { "online.updates-per-step=1e9", "must not be above 2147483647 updates" },
        {
            "dataset.path=data.npz offline.updates=2000 offline.evaluate-every=500",
            "offline.evaluate-every (500) must not be below offline.updates-per-round (1000): policies are judged between rounds alone"
        },
        { "algorithm.online-batch-size=1000000 algorithm.critic-hidden=[1024]", "a batch of 1000000 through a layer of 1024 is 1024000000 numbers, of which a learner holds 1000000000" },
        { "algorithm.policy-hidden=[40000]", "a hidden layer of 40000 is too wide: between two of them are 1600000000 weights" },
        { "replay.capacity=1000 algorithm.online-batch-size=1001", "algorithm.online-batch-size (1001) must not be above replay.capacity (1000)" },
        {
            "dataset.path=data.npz offline.updates=1 replay.capacity=1000 algorithm.offline-batch-size=1001",
            "algorithm.offline-batch-size (1001) must not be above replay.capacity (1000): there would never be so many transitions"
        },
    };

    /// <summary>What no earlier version can have recorded.</summary>
    public static TheoryData<string, string> NeverRight => new()
    {
        { "algorithm.name=bear algorithm.preset=default", "bear stays within the support of a dataset's actions, but there is no data: set dataset.path" },
        { "algorithm.name=sac algorithm.preset=default algorithm.behaviour-cloning-weight=1", "sac clones a dataset's actions where algorithm.behaviour-cloning-weight is above 0, but there is no data" },
        { "online.algorithm.name=iql", "online.algorithm.name is iql, but there is one phase alone, as offline.updates is 0" },
        { "online.algorithm.beta=1", "online.algorithm.beta (from --set) has no effect while online.algorithm.name is none" },
        { "online.algorithm.preset=awac-corl", "online.algorithm.preset (from --set) has no effect while online.algorithm.name is none" },
        { "online.algorithm.name=iql online.algorithm.preset=awac-corl", "the preset 'awac-corl' is one of awac, but online.algorithm.name is iql" },
        { "online.algorithm.name=iqm", "unknown algorithm 'iqm'" },
        { "dataset.observation-columns=0-1", "dataset.observation-columns (from --set) has no effect without a dataset: set dataset.path, or leave it out" },
        { "dataset.action-units=environment", "dataset.action-units (from --set) has no effect without a dataset: set dataset.path, or leave it out" },
        {
            "dataset.path=data.npz offline.updates=1 algorithm.name=iql algorithm.preset=default online.algorithm.name=awac algorithm.online-batch-size=64",
            "algorithm.online-batch-size (from --set) has no effect while online.algorithm.name is awac: set online.algorithm.online-batch-size instead"
        },
        {
            "dataset.path=data.npz offline.updates=1 algorithm.name=iql algorithm.preset=default online.algorithm.name=awac algorithm.offline-share=0.5",
            "algorithm.offline-share (from --set) has no effect while online.algorithm.name is awac: set online.algorithm.offline-share instead"
        },
        {
            "dataset.path=data.npz offline.updates=1 online.algorithm.name=awac online.algorithm.offline-batch-size=64",
            "online.algorithm.offline-batch-size (from --set) has no effect on the online phase: set algorithm.offline-batch-size instead"
        },
        {
            "algorithm.name=cql algorithm.preset=default algorithm.critic-hidden=[1024] algorithm.conservative-actions=100 algorithm.online-batch-size=14000",
            "a batch of 14000 with 301 actions each through a layer of 1024 is 4315136000 numbers, of which a learner holds 1000000000: "
            + "make offline-batch-size, online-batch-size, the number of actions, or the hidden layers smaller"
        },
        { "dataset.path=data.npz offline.updates=1 online.algorithm.name=bc", "bc does not learn from experience that it collects: set online.steps to 0, or choose another online.algorithm.name" },
        {
            "dataset.path=data.npz offline.updates=1 algorithm.name=dapg algorithm.preset=default online.algorithm.name=dapg online.algorithm.online-batch-size=64",
            "so online.algorithm.online-batch-size (64) has no meaning: leave it at"
        },
        { "dataset.path=data.npz offline.updates=1 online.algorithm.name=sac online.algorithm.beta=1", "online.algorithm.beta (from --set) does not apply to the algorithm sac" },
        { "dataset.path=data.npz offline.updates=1 online.algorithm.name=sac", "the policy of awac cannot go on under sac: it is a Gaussian with" },
        {
            "dataset.path=data.npz offline.updates=1 online.algorithm.name=awac online.algorithm.policy-hidden=[8]",
            "the policy of awac cannot go on under awac: its hidden layers are 256-256-256-256 there and 8 here"
        },
        {
            "dataset.path=data.npz offline.updates=1 algorithm.name=cql algorithm.preset=default online.algorithm.name=rlpd online.algorithm.target-critics=11",
            "online.algorithm.target-critics (11) must not be above online.algorithm.critics (10)"
        },
    };

    public static TheoryData<string, string> WrongOnPolicy => new()
    {
        { "algorithm.name=reinforce rounds.pipeline-depth=1", "with rounds.pipeline-depth = 1 a round is collected by an older one: set rounds.pipeline-depth to 0" },
        { "algorithm.name=a2c online.random-steps=1000", "a2c learns from the steps of its own policy alone, but online.random-steps is 1000: set it to 0" },
        { "algorithm.name=a2c online.updates-per-step=2", "a2c makes one update per round, on all its steps, so online.updates-per-step (2) has no meaning: leave it at 1" },
        { "algorithm.name=reinforce algorithm.online-batch-size=64", "so algorithm.online-batch-size (64) has no meaning: leave it at 256" },
        { "algorithm.name=reinforce algorithm.offline-share=0.5", "reinforce draws no batches from a mixture, so algorithm.offline-share has no meaning" },
        { "algorithm.name=reinforce dataset.path=data.npz", "reinforce learns from the steps of its own policy alone, but dataset.path is set: leave it out" },
        { "algorithm.name=reinforce dataset.path=data.npz offline.updates=5", "reinforce does not learn from a dataset alone: set offline.updates to 0" },
        { "algorithm.name=dapg", "dapg needs demonstrations, but there is no data: set dataset.path" },
        { "algorithm.name=dapg replay.capacity=999 dataset.path=data.npz", "replay.capacity (999) must not be below online.steps-per-round (1000)" },
    };

    public static TheoryData<string> Right =>
    [
        "algorithm.name=reinforce replay.capacity=1000",
        "algorithm.name=a2c online.steps-per-round=40 replay.capacity=40",
        "algorithm.name=dapg dataset.path=data.npz offline.updates=100",
        "replay.capacity=1000 algorithm.online-batch-size=64",
        "online.steps=500 replay.capacity=500 algorithm.online-batch-size=64",
        "online.steps=0 dataset.path=data.npz offline.updates=2000 replay.capacity=500 online.random-steps=5000",
        "online.steps=2000 online.random-steps=2000",
        "online.steps=1500 online.random-steps=1500",
        "online.random-steps=3000",
        "online.random-steps=3000 online.warm-up-steps=2000",
        "dataset.path=data.npz offline.updates=1 online.algorithm.name=awac online.algorithm.lambda=0.1",
        "dataset.path=data.npz offline.updates=1 algorithm.name=cql algorithm.preset=cql-adroit online.algorithm.name=rlpd",
        "dataset.path=data.npz offline.updates=1 algorithm.policy-hidden=[8] algorithm.normalise-observations=true online.algorithm.name=awac",
        "dataset.path=data.npz offline.updates=1 online.algorithm.name=awac algorithm.online-batch-size=64",
        "dataset.path=data.npz offline.updates=1 online.algorithm.name=awac algorithm.preset=awac-corl online.algorithm.preset=awac-corl algorithm.online-batch-size=preset",
        "dataset.path=data.npz offline.updates=400 offline.evaluate-every=400",
        "replay.capacity=1000 algorithm.online-batch-size=1000",
        "algorithm.preset=awac-corl",
    ];

    [Theory]
    [MemberData(nameof(NeverRight))]
    public Task Algorithms_that_cannot_train_what_is_asked_are_refused_before_a_folder_is_made(string assignments, string expected) => RefuseAsync(
        expected,
        ["train", "--config", Write("empty.conf", "include \"reference.conf\""), "--run", In("run"), .. Overrides(assignments).SelectMany(o => (string[])["--set", o])]);

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Keys_that_do_not_go_together_are_refused_before_a_folder_is_made(string assignments, string expected)
    {
        string[] overrides = Overrides(assignments);
        await RefuseAsync(
            expected, ["train", "--config", Write("empty.conf", "include \"reference.conf\""), "--run", In("run"), .. overrides.SelectMany(o => (string[])["--set", o])]);

        // What an earlier version recorded goes on: its canonical text is the same but for the values.
        var recorded = RunConfigLoader.Load(null, ["offline.updates=0", "dataset.path=data.npz"]).ToHocon().Split('\n').ToDictionary(l => l.Split(" = ")[0]);
        foreach (var assignment in overrides)
        {
            recorded[assignment.Split('=')[0]] = assignment.Replace("=", " = ");
        }

        Assert.NotNull(RunConfigLoader.LoadText(string.Join('\n', recorded.Values), "journal"));
    }

    [Theory]
    [MemberData(nameof(WrongOnPolicy))]
    public async Task What_would_train_an_on_policy_algorithm_on_other_steps_is_refused(string assignments, string expected) => await RefuseAsync(
        expected,
        ["train", "--config", Write("empty.conf", "include \"reference.conf\""), "--run", In("run"), .. Overrides(assignments).SelectMany(o => (string[])["--set", o])]);

    [Theory]
    [MemberData(nameof(Right))]
    public void Keys_at_the_very_edge_go_together(string assignments) => Assert.NotNull(RunConfigLoader.Load(null, Overrides(assignments)));

    [Fact]
    public void The_longest_phases_are_counted_right()
    {
        var longest = new RunConfig
        {
            Offline = new OfflineSection(int.MaxValue, int.MaxValue - 1),
            Online = new OnlineSection(int.MaxValue, int.MaxValue),
        };
        Assert.Equal((2, 1), (new RunPlan(longest).OfflineRounds, new RunPlan(longest).OnlineRounds));
    }

    [Fact]
    public async Task Observations_that_cannot_be_normalised_without_data_are_told()
    {
        const string told = "note: algorithm.normalise-observations is true, but without data there is no mean and deviation to take; observations are trained on as they are\n";
        string[] command = ["train", "--config", Write("tiny.conf", TinyPendulum), "--set", "algorithm.normalise-observations=true"];
        Assert.StartsWith(told, (await RunAsync([.. command, "--run", In("without")])).Out);
        Assert.DoesNotContain("note:", (await RunAsync([.. command, "--run", In("with"), "--set", $"dataset.path={WriteDataset()}"])).Out);
    }

    [Fact]
    public async Task A_share_of_data_that_are_not_there_is_told_and_one_of_data_that_would_be_overwritten_refused()
    {
        const string told = "note: algorithm.offline-share is 0.5, but there is no data: batches are drawn from what is collected alone; set dataset.path\n";
        string[] command = ["train", "--config", Write("tiny.conf", TinyPendulum), "--set", "algorithm.offline-share=0.5"];
        Assert.StartsWith(told, (await RunAsync([.. command, "--run", In("without")])).Out);

        string[] withData = [.. command, "--set", $"dataset.path={WriteDataset()}", "--run", In("with")];
        await RefuseAsync(
            "replay.capacity (499) must hold the dataset's 300 transitions and online.steps (200) together, 500, where algorithm.offline-share is above 0",
            [.. withData, "--set", "replay.capacity=499"]);
        Assert.DoesNotContain("note:", (await RunAsync([.. withData, "--set", "replay.capacity=500"])).Out);
        await RefuseAsync("replay.capacity (500) must hold the dataset's 300 transitions and online.steps (300) together", ["resume", In("with"), "--set", "online.steps=300"]);
    }

    [Fact]
    public void More_critics_in_the_target_than_there_are_is_refused() => Assert.Contains(
        "algorithm.target-critics (11) must not be above algorithm.critics (10)",
        Assert.Throws<RunConfigException>(() => RunConfigLoader.Load(null, ["offline.updates=0", "algorithm.name=rlpd", "algorithm.target-critics=11"])).Message);

    [Fact]
    public void A_phase_that_an_algorithm_does_not_have_is_refused() => Assert.Contains(
        "rlpd does not learn from a dataset alone: set offline.updates to 0",
        Assert.Throws<RunConfigException>(() => RunConfigLoader.Load(null, ["offline.updates=5", "dataset.path=data.npz", "algorithm.name=rlpd"])).Message);

    [Fact]
    public async Task A_last_round_with_fewer_steps_than_slots_is_trained_and_verified()
    {
        var trained = await RunAsync("train", "--config", Write("tiny.conf", TinyPendulum), "--run", In("run"), "--set", "online.steps=202");
        Assert.Equal((0, ""), (trained.Code, trained.Error));
        Assert.Equal(trained.LastLine, (await RunAsync("verify", In("run"))).LastLine);
        Assert.Equal(0, (await RunAsync("dataset", "make", "--from-run", In("run"), "--out", In("replay.npz"))).Code);
    }

    [Theory]
    [InlineData("rollouts.step-timeout=10", "is '10', expected a positive duration with its unit, such as '10 s' or '500 ms'")]
    [InlineData("rollouts.start-timeout=0", "is '0', expected a positive duration with its unit")]
    [InlineData("rollouts.start-timeout=-3 s", "is '-3 s', expected a positive duration with its unit")]
    [InlineData("rollouts.start-timeout=1e20 d", "expected a positive duration with its unit, such as '10 s' or '500 ms', up to 10675199 d")]
    [InlineData("online.steps=3000000000", "expected a whole number, 0 or more, up to 2147483647")]
    [InlineData("checkpoints.keep=3000000000", "expected a positive whole number up to 2147483647")]
    [InlineData("algorithm.lambda=1e39", "expected a positive number up to 3.4e38")]
    [InlineData("algorithm.reward-shift=-1e39", "expected a number from -3.4e38 to 3.4e38")]
    [InlineData("algorithm.policy-weight-decay=1e39", "expected a number, 0 or more, up to 3.4e38")]
    [InlineData("online.updates-per-step=1e400", "expected a positive number up to 1.7e308")]
    [InlineData("learner.device=cuda:256", "cuda:N with N from 0 to 255")]
    public void A_value_without_its_unit_or_beyond_its_range_is_told_what_is_expected(string assignment, string expected) => Assert.Contains(
        expected, Assert.Throws<RunConfigException>(() => RunConfigLoader.Load(null, ["offline.updates=0", assignment])).Message);

    private static string[] Overrides(string assignments) => ["offline.updates=0", .. assignments.Split(' ')];
}
