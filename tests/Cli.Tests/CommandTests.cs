using AwacAkka.Data.Files;
using AwacAkka.Data.Survey;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Cli.Tests;

[Trait("Category", "Run")]
public sealed class CommandTests : CommandLineHarness
{
    [Fact]
    public async Task Training_ends_with_the_digest_and_leaves_a_complete_run_folder()
    {
        var config = Write("tiny.conf", TinyPendulum);
        var outcome = await RunAsync("train", "--config", config, "--seed", "3", "--run", In("run"));
        Assert.Equal((0, ""), (outcome.Code, outcome.Error));
        Assert.Matches("^digest [0-9a-f]{64}$", outcome.LastLine);
        Assert.Contains($"run folder {In("run")}", outcome.Out);
        Assert.Matches("after online +-[0-9,]+[.][0-9]", outcome.Out);

        Assert.StartsWith("# seed 3\n", File.ReadAllText(In("run/config.conf")));
        Assert.Equal(3, File.ReadAllLines(In("run/metrics.csv")).Length);
        Assert.StartsWith("<svg ", File.ReadAllText(In("run/curve.svg")));
        Assert.True(File.Exists(In("run/run.db")) && File.Exists(In("run/run.log")) && File.Exists(In("run/policy.safetensors")));
        Assert.NotEmpty(Directory.GetFiles(In("run/checkpoints"), "*.safetensors"));
    }

    [Fact]
    public async Task The_same_command_gives_the_same_digest_whatever_the_number_of_workers()
    {
        var config = Write("tiny.conf", TinyPendulum);
        var data = $"dataset.path={WriteDataset()}";
        async Task<string> Train(string run, string seed, string workers)
        {
            var outcome = await RunAsync(
                "train", "--config", config, "--seed", seed, "--run", In(run), "--set", data, "--set", "offline.updates=40",
                "--set", "algorithm.name=awac", "--set", $"rollouts.workers={workers}");
            Assert.Equal((0, ""), (outcome.Code, outcome.Error));
            Assert.Matches("data +-100[.]0", outcome.Out);
            Assert.Contains("after offline", outcome.Out);
            return outcome.LastLine;
        }

        var first = await Train("first", "1", "1");
        Assert.Equal(first, await Train("again", "1", "4"));
        Assert.NotEqual(first, await Train("other", "2", "1"));
        Assert.Equal(File.ReadAllText(In("first/metrics.csv")), File.ReadAllText(In("again/metrics.csv")));
    }

    [Fact]
    public async Task The_recorded_configuration_repeats_the_run()
    {
        var config = Write("tiny.conf", TinyPendulum);
        var first = await RunAsync("train", "--config", config, "--run", In("first"), "--set", "algorithm.gamma=0.9");
        var again = await RunAsync("train", "--config", In("first/config.conf"), "--run", In("again"));
        Assert.Equal(first.LastLine, again.LastLine);
    }

    [Fact]
    public async Task Success_is_told_by_every_definition_where_the_environment_knows_it_and_nowhere_else()
    {
        const string Id = "TimedPendulum-v0";
        EnvironmentRegistry.Register(new EnvironmentSpec(Id, "is at its goal in steps 11 to 30", () => new TimedPendulum(), TimeLimit: 200, SuccessfulSteps: 20));
        var config = Write("tiny.conf", TinyPendulum);
        await RunAsync("train", "--config", config, "--set", $"environment.id={Id}", "--run", In("goal"));
        var told = (await RunAsync("evaluate", In("goal"), "--episodes", "2")).Out;
        Assert.Contains("success 0 % of the episodes, by more than 20 steps at the goal\n  any   100 % of the episodes, by any step at the goal\n", told);
        Assert.Contains("  steps 10 % of the steps at the goal\n  first 100 % of the episodes, if each ended at its first success: return -11.0, 11.0 steps\n", told);
        string[] metrics = File.ReadAllLines(In("goal/metrics.csv"));
        Assert.EndsWith(",1,0.1,-11,11", metrics[^1]);
        Assert.Equal("0", metrics[^1].Split(',')[Array.IndexOf(metrics[0].Split(','), "evaluation_success")]); // not by more than 20 steps

        await RunAsync("train", "--config", config, "--run", In("aimless"));
        Assert.DoesNotContain("success", (await RunAsync("evaluate", In("aimless"))).Out);
        Assert.DoesNotContain("success_any", File.ReadAllLines(In("aimless/metrics.csv"))[0]);
    }

    /// <summary>Costs 1 a step, and is at its goal in twenty of them.</summary>
    private sealed class TimedPendulum() : EnvironmentWrapper(new Pendulum())
    {
        private byte step;

        public override int StateSize => base.StateSize + 1;

        public override void Reset(ulong seed, Span<double> observation)
        {
            base.Reset(seed, observation);
            step = 0;
        }

        public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation) =>
            base.Step(action, observation) with { Reward = -1, Success = ++step is > 10 and <= 30 };

        public override void SaveState(Span<byte> destination)
        {
            base.SaveState(destination[1..]);
            destination[0] = step;
        }

        public override void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
        {
            base.RestoreState(state[1..], observation);
            step = state[0];
        }
    }

    [Fact]
    public async Task A_policy_is_evaluated_and_makes_a_dataset_that_can_be_trained_on()
    {
        var config = Write("tiny.conf", TinyPendulum);
        await RunAsync("train", "--config", config, "--run", In("run"));
        var evaluation = await RunAsync("evaluate", In("run"), "--episodes", "3", "--seed", "5");
        Assert.Equal(0, evaluation.Code);
        Assert.Contains("Pendulum-v1, 3 episodes of 200.0 steps on average, seed 5", evaluation.Out);
        Assert.Equal(evaluation.Out, (await RunAsync("evaluate", In("run"), "--episodes", "3", "--seed", "5")).Out);

        // The best policy on the episodes that it was chosen by, which only a seed of its own tells apart.
        var chosen = await RunAsync("evaluate", In("run"), "--best", "--episodes", "1");
        Assert.Equal((0, "note: these are the episodes that the run chose its best policy by, so what it comes to is too good; name another --seed\n"), (chosen.Code, chosen.Error));
        foreach (string[] others in new[] { new[] { "--best", "--seed", "1001" }, ["--seed", "1"] })
        {
            var other = await RunAsync(["evaluate", In("run"), "--episodes", "1", .. others]);
            Assert.Equal((0, ""), (other.Code, other.Error));
        }

        var made = await RunAsync(
            "dataset", "make", "--environment", "Pendulum-v1", "--policy", In("run/policy.safetensors"), "--steps", "450", "--seed", "2",
            "--out", In("made.npz"));
        Assert.Equal((0, ""), (made.Code, made.Error));
        var info = await RunAsync("dataset", "info", In("made.npz"), "--environment", "Pendulum-v1");
        Assert.Matches("transitions +450\n", info.Out);
        Assert.Matches("episodes +2 finished, 1 unfinished", info.Out);
        Assert.EndsWith(info.Out, made.Out);

        var trained = await RunAsync(
            "train", "--config", config, "--run", In("next"), "--set", $"dataset.path={In("made.npz")}", "--set", "offline.updates=20",
            "--set", "online.steps=0");
        Assert.Equal((0, ""), (trained.Code, trained.Error));
    }

    [Fact]
    public async Task Datasets_depend_on_seed_and_exploration_alone()
    {
        await RunAsync("train", "--config", Write("tiny.conf", TinyPendulum), "--run", In("run"));
        async Task<OfflineDataset> Make(string name, params string[] more)
        {
            var outcome = await RunAsync(["dataset", "make", "--environment", "Pendulum-v1", "--steps", "250", "--out", In(name), .. more]);
            Assert.Equal((0, ""), (outcome.Code, outcome.Error));
            return DatasetFile.Load(In(name));
        }

        string[] policy = ["--policy", In("run/policy.safetensors")];
        var random = await Make("random.npz", "--policy", "random");
        Assert.Equal(random.ContentHash(), (await Make("again.npz", "--policy", "random", "--seed", "1")).ContentHash());
        Assert.NotEqual(random.ContentHash(), (await Make("other.npz", "--policy", "random", "--seed", "2")).ContentHash());
        Assert.Equal(0, random.ActionsOutsideBox());
        var sampled = await Make("sampled.npz", policy);
        var mean = await Make("mean.npz", [.. policy, "--deterministic"]);
        Assert.Equal(sampled.Transitions.Observations[..3], mean.Transitions.Observations[..3]);
        Assert.NotEqual(sampled.Transitions.Actions, mean.Transitions.Actions);
    }

    [Fact]
    public async Task What_a_run_collected_becomes_a_dataset_without_the_data_it_started_from()
    {
        var config = Write("tiny.conf", TinyPendulum);
        var data = $"dataset.path={WriteDataset()}";
        await RunAsync("train", "--config", config, "--run", In("run"), "--set", data, "--set", "rollouts.slots=1");
        var made = await RunAsync("dataset", "make", "--from-run", In("run"), "--out", In("replay.npz"));
        Assert.Equal((0, ""), (made.Code, made.Error));
        Assert.Contains("transitions  200\n", made.Out);
        Assert.Contains("episodes     1 finished", made.Out);

        var young = await RunAsync("dataset", "make", "--from-run", In("run"), "--steps", "50", "--out", In("young.npz"));
        Assert.Contains("transitions  100\n", young.Out); // in whole rounds
        Assert.Equal(DatasetFile.Load(In("replay.npz")).Transitions.Slice(0, 100).Actions, DatasetFile.Load(In("young.npz")).Transitions.Actions);

        await RefuseAsync("fewer than the 500 of --steps", "dataset", "make", "--from-run", In("run"), "--steps", "500", "--out", In("x.npz"));
        await RefuseAsync("does not go with --from-run", "dataset", "make", "--from-run", In("run"), "--policy", "random", "--out", In("x.npz"));
        await RefuseAsync("is no run folder", "dataset", "make", "--from-run", Folder, "--out", In("x.npz"));
        await RunAsync("train", "--config", config, "--run", In("off"), "--set", data, "--set", "offline.updates=5", "--set", "online.steps=0");
        await RefuseAsync("collected no transitions", "dataset", "make", "--from-run", In("off"), "--out", In("x.npz"));
    }

    [Fact]
    public async Task What_is_left_of_a_pruned_run_is_not_taken_for_all_of_it_or_for_the_first()
    {
        string[] train =
        [
            "train", "--config", Write("tiny.conf", TinyPendulum), "--set", "online.steps=800", "--set", "replay.capacity=150", "--set", "checkpoints.every-rounds=1",
            "--set", "checkpoints.keep=1",
        ];
        var whole = await RunAsync([.. train, "--set", "replay.keep-history=true", "--run", In("whole")]);
        Assert.Equal(whole.LastLine, (await RunAsync([.. train, "--run", In("run")])).LastLine);
        var first = await RunAsync("dataset", "make", "--from-run", In("whole"), "--steps", "100", "--out", In("first.npz"));
        Assert.Equal((0, ""), (first.Code, first.Error));

        var left = await RunAsync("dataset", "make", "--from-run", In("run"), "--out", In("left.npz"));
        var some = DatasetFile.Load(In("left.npz")).Transitions;
        Assert.InRange(some.Count, 150, 700);
        Assert.Equal(0, left.Code);
        Assert.Equal(
            $"note: {some.Count} of the 800 transitions that the run collected are still in its journal, the last ones; a run with replay.keep-history = true keeps all\n",
            left.Error);

        await RefuseAsync(
            $"the first {800 - some.Count} of the 800 transitions that the run collected have been pruned from the journal: leave --steps out to take the "
            + $"{some.Count} that are left; a run with replay.keep-history = true keeps all",
            "dataset", "make", "--from-run", In("run"), "--steps", "100", "--out", In("x.npz"));
    }

    [Fact]
    public async Task Environments_are_listed_with_their_sizes() =>
        Assert.Matches("Pendulum-v1 +3 observed +1 actions +200 steps", (await RunAsync("envs")).Out);
}
