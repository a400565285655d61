using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;
using AwacAkka.Environments.Registry;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Bc;
using AwacAkka.Learning.Algorithms.Dqn;
using AwacAkka.Learning.Algorithms.Iql;
using AwacAkka.Learning.Algorithms.Sac;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;
using CartPoleEnvironment = AwacAkka.Environments.Classic.CartPole;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>Runs in an environment whose actions are choices.</summary>
[Trait("Category", "Run")]
public sealed class ChoiceRunTests
{
    private const string CartPole = "CartPole-v1";

    private static readonly DqnConfig Dqn = new()
    {
        CriticHidden = [16, 16],
        OfflineBatchSize = 32,
        OnlineBatchSize = 32,
        CriticLearningRate = 1e-3f,
        TargetUpdates = 30,
        EpsilonUpdates = 600,
        ReturnSteps = 3,
        DoubleQ = true,
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_run_that_is_stopped_after_every_round_ends_as_the_uninterrupted_one_with_any_workers_and_verifies(int pipelineDepth)
    {
        var whole = await TestRun.TrainAsync(workers: 1, pipelineDepth: pipelineDepth, withDataset: false, environment: CartPole, change: Online);
        var three = await TestRun.TrainAsync(workers: 3, pipelineDepth: pipelineDepth, withDataset: false, environment: CartPole, change: Online);
        Assert.Equal(whole.Result, three.Result);
        using var run = RecoveredRun.BegunWithoutData(RecoveredRun.Often(Online(TestRun.Config(CartPole, workers: 2, pipelineDepth))));
        await run.GoOnAsync(1);
        await run.AssertEndsAsAsync(whole);
    }

    [Fact]
    public async Task A_logged_dataset_of_choices_is_learned_from_before_and_while_more_are_collected()
    {
        var data = Pushes(null);
        Assert.Equal([0f, 1f], data.Transitions.Actions.Distinct().Order());
        var whole = await TestRun.TrainAsync(dataset: data, environment: CartPole, change: config => config with { Algorithm = Dqn, Preset = "dqn-cleanrl" });
        Assert.Contains("offline,", whole.Metrics, StringComparison.Ordinal);

        data.Transitions.Actions[3] = 2;
        var refused = await Assert.ThrowsAsync<RunConfigException>(
            () => TestRun.TrainAsync(dataset: data, environment: CartPole, change: config => config with { Algorithm = Dqn, Preset = "dqn-cleanrl" }));
        Assert.Equal("the dataset's action in row 3 is 2, but those of CartPole-v1 are indices of choices, from 0 to 1", refused.Message);
    }

    [Fact]
    public void An_algorithm_that_cannot_take_the_environments_actions_is_refused()
    {
        var continuous = TestRun.Config("Pendulum-v1", workers: 1, pipelineDepth: 0) with { Algorithm = Dqn, Preset = "dqn-cleanrl" };
        Assert.StartsWith(
            "the actions of Pendulum-v1 are continuous, which dqn does not take: set algorithm.name to one of awac, sac, ",
            Assert.Throws<RunConfigException>(() => EnvironmentProbe.Probe(continuous)).Message,
            StringComparison.Ordinal);
        var squashed = TestRun.Config(CartPole, workers: 1, pipelineDepth: 0) with { Algorithm = new SacConfig(), Preset = "sac-haarnoja" };
        Assert.StartsWith(
            "the actions of CartPole-v1 are 2 discrete ones, which sac does not take: set algorithm.name to one of awac, bc, iql, dqn, or",
            Assert.Throws<RunConfigException>(() => EnvironmentProbe.Probe(squashed)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_environment_that_is_registered_with_other_actions_than_it_has_is_refused_with_what_to_set()
    {
        var id = $"Undeclared-{Guid.NewGuid():N}";
        EnvironmentRegistry.Register(new EnvironmentSpec(id, "has choices that its registration does not know of", () => new CartPoleEnvironment(), TimeLimit: 10));
        Assert.Equal(
            $"the actions of {id} are choices, but it is registered otherwise: set HasChoices of its EnvironmentSpec to true",
            Assert.Throws<UnsuitableEnvironmentException>(() => PolicyEnvironment.Make(id)).Message);
    }

    /// <summary>By the two actor-critics for choices: from a log of random pushes, then from what they collect themselves.</summary>
    [Theory]
    [InlineData("awac", 1)]
    [InlineData("iql", 0)]
    public async Task A_run_of_probabilities_on_data_and_then_on_its_own_ends_as_the_uninterrupted_one_and_verifies(string algorithm, int pipelineDepth)
    {
        RunConfig Change(RunConfig config) => config with
        {
            Algorithm = OfChoices(algorithm),
            Preset = AlgorithmRegistry.Find(algorithm)!.Presets[0].Name,
            Dataset = new DatasetSection("/not/needed/again.npz"),
            Offline = new OfflineSection(Updates: 60, UpdatesPerRound: 30, EvaluateEvery: 60),
            Online = new OnlineSection(Steps: 800, StepsPerRound: 203, UpdatesPerStep: 0.2),
            Learner = config.Learner with { Threads = 1 }, // of updates this small the threads would mostly wait for each other
        };
        var data = Pushes(null);
        var whole = await TestRun.TrainAsync(workers: 1, pipelineDepth: pipelineDepth, dataset: data, environment: CartPole, change: Change);
        Assert.Contains("online,", whole.Metrics, StringComparison.Ordinal);
        using var run = RecoveredRun.Begun(RecoveredRun.Often(Change(TestRun.Config(CartPole, workers: 2, pipelineDepth))), data);
        await run.GoOnAsync(1);
        await run.AssertEndsAsAsync(whole);
    }

    /// <summary>From random pushes, which last 22 steps, to three times as long without one of its own; a clone from a stabiliser's pushes.</summary>
    [Theory]
    [InlineData("awac")]
    [InlineData("iql")]
    [InlineData("bc")]
    public async Task A_policy_of_probabilities_learns_to_balance_from_logged_pushes_alone(string algorithm)
    {
        var learned = await TestRun.TrainAsync(dataset: algorithm == "bc" ? Pushes(Stabiliser) : Pushes(null), environment: CartPole, change: config => config with
        {
            Algorithm = OfChoices(algorithm),
            Preset = AlgorithmRegistry.Find(algorithm)!.Presets[0].Name,
            Offline = new OfflineSection(Updates: 1_500, UpdatesPerRound: 500, EvaluateEvery: 500),
            Online = config.Online with { Steps = 0 },
            Learner = config.Learner with { Threads = 1 },
            Evaluation = new EvaluationSection(Episodes: 10),
        });
        Assert.InRange(learned.Result.AfterOffline!.MeanReturn, 66, 500);
    }

    /// <summary>Pushes the cart to the side to which the pole leans and falls, most of the time.</summary>
    private static PolicySnapshot Stabiliser => new(PolicyHead.Categorical, ClampActions: false, new Dictionary<string, StateTensor>
    {
        ["policy.0.weight"] = new([2, 4], [0, 0, -20, -20, 0, 0, 20, 20]),
        ["policy.0.bias"] = new([2], [0, 0]),
    });

    private static OfflineDataset Pushes(PolicySnapshot? policy)
    {
        using var environment = PolicyEnvironment.Make(CartPole);
        return OfflineDataset.Of(new SlotRollout(environment, seed: 7).Run(SlotState.Start(0), policy is null ? null : new PolicyNetwork(policy), 2_000).Chunk);
    }

    private static AlgorithmConfig OfChoices(string algorithm)
    {
        AlgorithmConfig values = algorithm switch
        {
            "awac" => new AwacConfig { Lambda = 0.3f },
            "iql" => new IqlConfig { Expectile = 0.9f, Beta = 5, ValueLearningRate = 3e-3f },
            _ => new BcConfig(),
        };
        var small = values with { PolicyHidden = [32, 32], PolicyLearningRate = 3e-3f, OfflineBatchSize = 64, OnlineBatchSize = 64 };
        return small is ActorCriticConfig critics ? critics with { CriticHidden = [32, 32], CriticLearningRate = 3e-3f, Tau = 0.05f, Gamma = 0.97f } : small;
    }

    /// <summary>From nothing in some seconds: three times as long as random pushes, which last 22 steps.</summary>
    [Fact]
    public async Task It_learns_to_balance_for_longer_than_chance()
    {
        var learned = await TestRun.TrainAsync(withDataset: false, environment: CartPole, change: config => Online(config) with
        {
            Algorithm = Dqn with { CriticHidden = [64, 64], CriticLearningRate = 2e-3f, EpsilonUpdates = 1_000, ReturnSteps = 1 },
            Online = new OnlineSection(Steps: 4_000, StepsPerRound: 200, RandomSteps: 400),
            Replay = new ReplaySection(4_000),
            Evaluation = new EvaluationSection(Episodes: 10, EveryRounds: 20),
        });
        Assert.InRange(learned.Result.AfterOnline!.MeanReturn, 66, 500);
    }

    private static RunConfig Online(RunConfig config) => config with
    {
        Preset = "dqn-cleanrl",
        Algorithm = Dqn,
        Offline = config.Offline with { Updates = 0 },
        Online = new OnlineSection(Steps: 800, StepsPerRound: 203, RandomSteps: 203),
    };
}
