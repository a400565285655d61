using AwacAkka.Data.Transitions;
using AwacAkka.Environments;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;
using AwacAkka.Numerics.Layers;

namespace AwacAkka.Cli.Tests;

[Trait("Category", "Run")]
public sealed class BadInputTests : CommandLineHarness
{
    [Theory]
    [InlineData("environment.id=Pendulun-v1", "unknown environment 'Pendulun-v1'")]
    [InlineData("environment.id=Pendulun-v1", "did you mean 'Pendulum-v1'?")]
    [InlineData("algorithm.name=sca", "did you mean 'sac'?")]
    [InlineData("algorithm.preset=sac-harnoja", "did you mean 'sac-haarnoja'?")]
    [InlineData("online.step=100", "did you mean 'online.steps'?")]
    [InlineData("online.steps-per-round=0", "expected a positive whole number")]
    [InlineData("rollouts.workers=-1", "expected a whole number from 1 to 1024")]
    [InlineData("replay.capacity=0", "expected a whole number from 1 to 10000000")]
    [InlineData("algorithm.online-batch-size=0", "expected a whole number from 1")]
    [InlineData("learner.device=cuda:0", "the device cuda:0 cannot be used: libtorch finds no NVIDIA device; use cpu")]
    [InlineData("learner.device=tpu", "expected auto, cpu, torch-cpu or cuda:N")]
    [InlineData("learner.precision=half", "expected float32 or bfloat16")]
    [InlineData("dataset.action-units=radians", "expected auto or environment or unit")]
    [InlineData("dataset.action-unit=unit", "did you mean 'dataset.action-units'?")]
    [InlineData("dataset.observation-columns=0-", "expected columns from 0 on, each once")]
    [InlineData("dataset.path=missing.npz", "there is no dataset")]
    public Task A_wrong_key_or_value_is_refused(string assignment, string expected) =>
        RefuseAsync(expected, "train", "--config", Write("run.conf", TinyPendulum), "--set", assignment, "--run", In("run"));

    [Fact]
    public async Task A_precision_that_the_device_or_the_processor_does_not_offer_is_refused()
    {
        string[] train = ["train", "--config", Write("run.conf", TinyPendulum), "--set", "learner.precision=bfloat16", "--run", In("run")];
        await RefuseAsync("which learner.device torch-cpu does not offer", [.. train, "--set", "learner.device=torch-cpu"]);
        if (!Bfloat16Mlp.IsSupported)
        {
            await RefuseAsync("this processor has no AMX tiles for it", train);
        }
    }

    [Fact]
    public async Task A_missing_or_malformed_configuration_is_refused()
    {
        await RefuseAsync("there is no configuration file", "train", "--config", In("missing.conf"), "--run", In("run"));
        await RefuseAsync("is malformed", "train", "--config", Write("bad.conf", "online { steps = 5"), "--run", In("run"));
    }

    [Theory]
    [InlineData("online.steps = ${?online.random-steps}", "is malformed: '${?online.random-steps' is no substitution of the form ${path}")]
    [InlineData("online.steps = 1\0", "is malformed: it is no text in UTF-8, as it has a NUL")]
    [InlineData("dataset.path = \"a\\u0000b\"", "dataset.path in")]
    [InlineData("algorithm.policy-hidden = [8 = 3, 8]", "is malformed: '=' stands in a list")]
    [InlineData("algorithm.policy-hidden = [8, {a = 1}]", "is malformed: '{' stands in a list")]
    [InlineData("online.steps = ${", "is malformed: '${' is no substitution")]
    [InlineData("online.steps = ${online.steps}", "is malformed: 'online.steps' is made of itself")]
    [InlineData("online { steps = ${offline.updates} }\noffline { updates = ${online.steps} }", "is malformed: 'online.steps' is made of itself")]
    [InlineData("online { steps = ${online} }", "is malformed: 'online.steps' is made of itself")]
    [InlineData("algorithm.policy-hidden = [1, ${algorithm.policy-hidden}]", "is malformed: 'algorithm.policy-hidden' is made of itself")]
    [InlineData("online.steps = ${online.step}", "is malformed: Unresolved substitution: online.step")]
    public Task A_substitution_that_leads_nowhere_is_refused(string text, string expected) =>
        RefuseAsync(expected, "train", "--config", Write("run.conf", text), "--run", In("run"));

    [Fact]
    public Task A_substitution_that_leads_to_a_value_is_read() => RefuseAsync(
        "online.steps in", "train", "--run", In("run"), "--config", Write("run.conf", "online.random-steps = -7\nonline.steps = ${online.random-steps} # ${?x}\n"));

    [Fact]
    public async Task A_sentence_does_not_repeat_pages_of_a_file()
    {
        var (code, _, error) = await RunAsync("train", "--config", Write("run.conf", $"environment.id = \"{new string('x', 100_000)}\""), "--run", In("run"));
        Assert.Equal(2, code);
        Assert.InRange(error.Length, 100, 2_000);
    }

    [Fact]
    public async Task What_a_file_has_between_quotation_marks_stays_on_one_line()
    {
        await RefuseAsync("unknown configuration key 'online.a\\n\\x1b[31mb'", "train", "--config", Write("run.conf", "online.\"a\n\u001b[31mb\" = 1"), "--run", In("run"));
    }

    [Fact]
    public async Task A_dataset_that_is_no_archive_or_cut_is_refused()
    {
        var good = File.ReadAllBytes(WriteDataset());
        await TrainOnDataset("not a complete .npz file", Write("data.npz", "no archive"));
        File.WriteAllBytes(In("data.npz"), good[..(good.Length / 2)]);
        await TrainOnDataset("not a complete .npz file", In("data.npz"));
        good[500] ^= 1;
        File.WriteAllBytes(In("data.npz"), good);
        await TrainOnDataset("is damaged", In("data.npz"));
    }

    [Fact]
    public Task An_empty_dataset_is_refused() => TrainOnDataset("it is empty", WriteDataset(_ => TransitionChunk.Allocate(0, 3, 1)));

    [Fact]
    public Task Not_a_number_in_the_data_is_refused_with_key_and_row() =>
        TrainOnDataset("'rewards' holds NaN in row 7", WriteDataset(c =>
        {
            c.Rewards[7] = float.NaN;
            return c;
        }));

    [Fact]
    public Task A_dataset_of_other_dimensions_than_the_environment_is_refused() =>
        TrainOnDataset("'observations' has 4 numbers per row, expected 3", WriteDataset(observationDimension: 4));

    [Fact]
    public Task A_dataset_larger_than_the_replay_buffer_is_refused() =>
        TrainOnDataset("has 300 transitions, more than replay.capacity (100)", WriteDataset(), "--set", "replay.capacity=100");

    [Fact]
    public async Task An_offline_phase_without_data_is_refused() =>
        await RefuseAsync(
            "there is no data: set dataset.path",
            "train", "--config", Write("run.conf", TinyPendulum), "--set", "offline.updates=10", "--run", In("run"));

    [Fact]
    public async Task A_run_folder_in_use_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(In("run"));
        var kept = Write("run/notes.txt", "mine");
        var config = Write("run.conf", TinyPendulum);
        await RefuseAsync("is not empty; name another with --run", "train", "--config", config, "--run", In("run"));
        await RefuseAsync("is a file", "train", "--config", config, "--run", kept);
        Assert.Equal("mine", File.ReadAllText(kept));
    }

    [Fact]
    public async Task A_missing_native_library_is_refused_with_what_to_install()
    {
        const string id = "WithoutItsEngine-v0";
        EnvironmentRegistry.Register(new EnvironmentSpec(
            id,
            "an environment whose engine is not installed",
            () => throw new MissingNativeLibraryException("the engine is missing: run scripts/setup")));
        await RefuseAsync(
            "the engine is missing: run scripts/setup",
            "train", "--config", Write("run.conf", TinyPendulum), "--set", $"environment.id={id}", "--run", In("run"));
        await RefuseAsync(
            "the engine is missing", "dataset", "make", "--environment", id, "--policy", "random", "--steps", "5", "--out", In("new.npz"));
        Assert.Contains("its native library is missing", (await RunAsync("envs")).Out);
    }

    [Fact]
    public async Task Discrete_actions_and_keys_of_a_policy_that_is_none_are_refused_with_the_way_out()
    {
        var config = Write("run.conf", TinyPendulum);
        await RefuseAsync(
            "the actions of CartPole-v1 are 2 discrete ones, which sac does not take: set algorithm.name to",
            "train", "--config", config, "--set", "environment.id=CartPole-v1", "--run", In("run"));
        await RefuseAsync(
            "does not apply to the algorithm dqn",
            "train", "--config", Write("dqn.conf", "environment.id = CartPole-v1\nalgorithm { name = dqn, policy-hidden = [8] }"), "--run", In("run"));
        foreach (var key in (string[])["log-std-min=-5", "value-estimate=sampled", "partition-actions=3", "improved-actions=behaviour", "critic-max=0", "mean-activation=tanh"])
        {
            var name = key[..key.IndexOf('=', StringComparison.Ordinal)];
            await RefuseAsync(
                $"does not apply to the algorithm awac where actions are choices, as in CartPole-v1: leave it out, or undo it with --set algorithm.{name}=preset",
                "train", "--config", Write("awac.conf", "environment.id = CartPole-v1"), "--set", $"algorithm.{key}", "--run", In("run"));
        }

        Assert.Matches("CartPole-v1 +4 observed +2 choices +500 steps", (await RunAsync("envs")).Out);
    }

    [Fact]
    public async Task Wrong_arguments_are_refused_with_a_suggestion()
    {
        await RefuseAsync("did you mean 'train'?", "trian");
        await RefuseAsync("did you mean '--config'?", "train", "--confg", "x.conf");
        await RefuseAsync("'--run' is no argument of awac verify; see 'awac verify --help'", "verify", "--run", "runs/one");
        await RefuseAsync("did you mean '--episodes'?", "evaluate", "runs/one", "--episode", "5");
        await RefuseAsync("did you mean '--episodes'?", "evaluate", "--episode", "5");
        await RefuseAsync("Option '--config' is required; see 'awac train --help'", "train");
        await RefuseAsync("--seed is '-1', expected a whole number", "train", "--config", "x.conf", "--seed", "-1");
        await RefuseAsync("--episodes is '0', expected a positive whole number", "evaluate", "run", "--episodes", "0");
        await RefuseAsync("see 'awac --help'");
        await RefuseAsync("'--config' stands behind '--', where nothing is an option: leave '--' out", "train", "--", "--config", "x.conf");
        await RefuseAsync("--action-units is 'foo', expected auto, environment or unit; see 'awac dataset info --help'", "dataset", "info", "x.npz", "--action-units", "foo");
        await RefuseAsync("'\\x1b[31ma\\nb'", "train", "--config", "x.conf", "\u001b[31ma\nb");
        await RefuseAsync("only 'x.npz' is named, but two datasets or more are joined", "dataset", "join", "x.npz", "--out", In("new.npz"));
    }

    [Fact]
    public async Task Options_that_would_have_no_effect_are_refused()
    {
        await RefuseAsync(
            "--deterministic does not go with --policy random, whose actions have no mean; leave it out",
            "dataset", "make", "--environment=Pendulum-v1", "--policy=random", "--deterministic", "--steps=5", "--out", In("new.npz"));
        await RefuseAsync("--seed does not go with --from-run", "dataset", "make", "--from-run", In("run"), "--seed=4", "--out", In("new.npz"));
    }

    [Fact]
    public async Task Evaluating_what_is_no_run_or_has_no_policy_is_refused()
    {
        await RefuseAsync("is no run folder", "evaluate", Folder);
        Write("config.conf", TinyPendulum);
        await RefuseAsync($"has no policy: it has one from its first checkpoint on, and where that was lost it can be written back; continue with: awac resume {Folder}", "evaluate", Folder);
        await RefuseAsync($"or an older version wrote it; ask for the latest instead, or, where it was lost, have it written back with: awac resume {Folder}", "evaluate", Folder, "--best");
        Write("policy.safetensors", "not a policy");
        await RefuseAsync("cannot be used", "evaluate", Folder);
    }

    [Theory]
    [InlineData("--environment=Pendulum-v2", "Pendulum-v1")]
    [InlineData("--policy=missing.safetensors", "there is no policy 'missing.safetensors'")]
    [InlineData("--steps=0", "--steps is '0', expected a positive whole number")]
    [InlineData("--out=/dev/null/new.npz", "'/dev/null/new.npz' cannot be written")]
    public async Task Making_a_dataset_from_wrong_arguments_is_refused(string wrong, string expected)
    {
        string[] right = ["--environment=Pendulum-v1", "--policy=random", "--steps=10", $"--out={In("new.npz")}"];
        var option = wrong[..wrong.IndexOf('=')];
        await RefuseAsync(expected, ["dataset", "make", .. right.Select(r => r.StartsWith(option) ? wrong : r)]);
    }

    [Fact]
    public Task Making_a_dataset_from_nothing_is_refused() => RefuseAsync(
        "--environment is missing: a dataset is made with", "dataset", "make", "--policy", "random", "--steps", "5", "--out", In("new.npz"));

    [Fact]
    public async Task An_existing_file_is_not_overwritten_by_a_new_dataset()
    {
        var kept = Write("kept.npz", "mine");
        await RefuseAsync(
            "exists already", "dataset", "make", "--environment", "Pendulum-v1", "--policy", "random", "--steps", "5", "--out", kept);
        Assert.Equal("mine", File.ReadAllText(kept));
    }

    [Fact]
    public async Task Verbose_adds_the_details_of_an_error()
    {
        var outcome = await RunAsync("dataset", "info", In("missing.npz"), "--verbose");
        Assert.Equal(2, outcome.Code);
        Assert.StartsWith("error: there is no dataset", outcome.Error);
        Assert.Contains("   at AwacAkka.", outcome.Error);
    }

    private Task TrainOnDataset(string expected, string dataset, params string[] more) => RefuseAsync(
        expected,
        [
            "train", "--config", Write("run.conf", TinyPendulum), "--set", $"dataset.path={dataset}", "--set", "offline.updates=20",
            "--run", In("run"), .. more,
        ]);
}
