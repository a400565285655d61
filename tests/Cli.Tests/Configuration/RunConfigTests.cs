using Akka.Configuration;
using AwacAkka.Actors.Configuration;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments;
using AwacAkka.Environments.Faults;
using AwacAkka.Learning.Algorithms.Awac;
using AwacAkka.Learning.Algorithms.Sac;

namespace AwacAkka.Cli.Tests.Configuration;

public sealed class RunConfigTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("awac-config").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_reference_file_holds_every_key_with_the_defaults_of_the_records()
    {
        var loaded = RunConfigLoader.Load(null, ["dataset.path=data.npz"]);
        Assert.Equal(new RunConfig { Dataset = loaded.Dataset }.ToHocon(), loaded.ToHocon());
    }

    [Theory]
    [InlineData("awac")]
    [InlineData("sac")]
    public void Every_key_stands_in_the_reference_file_under_a_comment(string algorithm)
    {
        var lines = File.ReadAllLines(Scenario("reference.conf")).Select(l => l.Trim()).ToArray();
        var reference = ConfigurationFactory.ParseString(string.Join('\n', lines));
        foreach (var line in RunConfigLoader.Load(null, ["offline.updates=0", $"algorithm.name={algorithm}"]).ToHocon().TrimEnd().Split('\n'))
        {
            var key = line[..line.IndexOf(' ')];
            Assert.True(reference.HasPath(key), $"{key} is missing");
            var place = Array.FindIndex(lines, l => l.StartsWith(key[(key.IndexOf('.') + 1)..] + " =", StringComparison.Ordinal));
            Assert.StartsWith("# ", lines[place - 1]);
        }
    }

    [Fact]
    public void Every_scenario_file_can_be_loaded()
    {
        string[] files = [.. Directory.GetFiles(Path.GetDirectoryName(Scenario("x"))!, "*.conf").Where(f => Path.GetFileName(f) != "cluster.conf")]; // a node's
        Assert.True(files.Length > 3);
        foreach (var file in files)
        {
            _ = RunConfigLoader.Load(file, Path.GetFileName(file) == "reference.conf" ? ["offline.updates=0"] : []);
        }
    }

    [Fact]
    public void The_canonical_text_reads_back_to_itself()
    {
        var original = RunConfigLoader.Load(null,
            ["dataset.path=a \"b\".npz", "algorithm.preset=awac-corl", "algorithm.advantage-max=0.5", "rollouts.step-timeout=2 m",
             "algorithm.policy-hidden=[64, 32]", "online.updates-per-step=0.25"]);
        var file = Write("resolved.conf", original.ToHocon());
        var again = RunConfigLoader.Load(file, []);
        Assert.Equal(original.ToHocon(), again.ToHocon());
        Assert.Equal(original.Hash(), again.Hash());
        Assert.Equal([64, 32], again.Algorithm.PolicyHidden);
        Assert.Equal(TimeSpan.FromMinutes(2), again.Rollouts.StepTimeout);
        Assert.Equal(0.5f, Assert.IsType<AwacConfig>(again.Algorithm).AdvantageMax);
        var lines = original.ToHocon().TrimEnd().Split('\n');
        Assert.Equal(lines.Order(StringComparer.Ordinal), lines);
    }

    [Fact]
    public void Overrides_win_over_the_file_and_the_file_over_its_includes()
    {
        Write("base.conf", "include \"reference.conf\"\nonline { steps = 2000, steps-per-round = 500 }\noffline.updates = 0");
        var file = Write("run.conf", "include \"base.conf\"\nonline.steps = 3000");
        var config = RunConfigLoader.Load(file, ["rollouts.workers=3", "rollouts.workers=4"]);
        Assert.Equal((3000, 500), (config.Online.Steps, config.Online.StepsPerRound));
        Assert.Equal((0, 4), (config.Offline.Updates, config.Rollouts.Workers));
    }

    [Fact]
    public void Presets_are_taken_whole_and_overridden_key_by_key()
    {
        var config = RunConfigLoader.Load(null, ["offline.updates=0", "algorithm.preset=awac-rlkit-hand", "algorithm.lambda=0.3"]);
        Assert.Equal(AwacPresets.RlkitHand with { Lambda = 0.3f }, config.Algorithm);
        var none = RunConfigLoader.Load(null, ["offline.updates=0", "algorithm.preset=awac-rlkit-hand", "algorithm.critic-max=none"]);
        Assert.Null(Assert.IsType<AwacConfig>(none.Algorithm).CriticMax);
    }

    [Fact]
    public void Probabilities_of_faults_must_not_add_up_to_more_than_1()
    {
        string[] storm = ["offline.updates=0", "faults.exception=0.5", "faults.non-finite=0.25", "faults.hang=0.25"];
        Assert.Equal(1, RunConfigLoader.Load(null, storm).Faults.Total);
        var refused = Assert.Throws<RunConfigException>(() => RunConfigLoader.Load(null, [.. storm, "faults.hang=0.5"]));
        Assert.Contains("under faults add up to 1.25", refused.Message);
    }

    [Fact]
    public void A_text_from_before_isolation_and_faults_existed_reads_as_neither()
    {
        var old = string.Concat(RunConfigLoader.Load(null, ["offline.updates=0"]).ToHocon().Split('\n')
            .Where(line => !line.StartsWith("faults.", StringComparison.Ordinal) && !line.StartsWith("rollouts.isolation", StringComparison.Ordinal))
            .Select(line => line + "\n"));
        var config = RunConfigLoader.LoadText(old, "journal");
        Assert.Equal((FaultRates.None, Isolation.Thread), (config.Faults, config.Rollouts.Isolation));
    }

    [Fact]
    public void A_text_from_before_denormals_were_flushed_reads_as_that()
    {
        var now = RunConfigLoader.Load(null, ["offline.updates=0"]);
        var old = string.Join('\n', now.ToHocon().Split('\n').Where(line => !line.StartsWith("learner.flush", StringComparison.Ordinal)));
        Assert.Equal((true, false), (now.Learner.FlushDenormals, RunConfigLoader.LoadText(old, "journal").Learner.FlushDenormals));
        Assert.Equal(now.ToHocon(), RunConfigLoader.LoadText(now.ToHocon(), "journal").ToHocon());
    }

    [Fact]
    public void A_text_from_before_actions_had_units_reads_as_unscaled_and_all_columns()
    {
        var now = RunConfigLoader.Load(null, ["offline.updates=0", "dataset.path=data.npz", "dataset.observation-columns=0-26,40"]);
        string[] keys = ["dataset.action-units", "dataset.observation-columns"];
        var old = string.Join('\n', now.ToHocon().Split('\n').Where(line => !keys.Any(line.StartsWith)));
        var read = RunConfigLoader.LoadText(old, "journal").Dataset;
        Assert.Equal((ActionUnits.Auto, "0-26,40"), (now.Dataset.ActionUnits, now.Dataset.ObservationColumns!.Text));
        Assert.Equal((ActionUnits.Unit, null), (read.ActionUnits, read.ObservationColumns));
        Assert.Equal(now, RunConfigLoader.LoadText(now.ToHocon(), "journal") with { Environment = now.Environment, Algorithm = now.Algorithm });
    }

    [Fact]
    public void Sac_has_its_own_preset_and_keys()
    {
        var config = RunConfigLoader.Load(
            null, ["offline.updates=0", "algorithm.name=sac", "algorithm.initial-temperature=0.2", "algorithm.log-std-min=-5"]);
        var sac = Assert.IsType<SacConfig>(config.Algorithm);
        Assert.Equal((0.2f, -5f, 2f), (sac.InitialTemperature, sac.LogStdMin, sac.LogStdMax));
        Assert.Equal("sac-haarnoja", config.Preset);
        Assert.DoesNotContain("lambda", config.ToHocon());
    }

    [Fact]
    public void Every_value_of_an_enumerated_key_can_be_named()
    {
        foreach (var (key, values) in new[]
        {
            ("mean-activation", "tanh linear"), ("standard-deviation", "sigmoid clamped"), ("weighting", "softmax exp"),
            ("value-estimate", "sampled mean"), ("advantage-critics", "before-step after-step"), ("initialisation", "rlkit framework"),
        })
        {
            foreach (var value in values.Split(' '))
            {
                var config = RunConfigLoader.Load(null, ["offline.updates=0", $"algorithm.{key}={value}"]);
                Assert.Contains($"algorithm.{key} = {value}\n", config.ToHocon());
            }
        }
    }

    [Fact]
    public void A_relative_dataset_is_found_beside_the_configuration_file()
    {
        var data = Write("beside.npz", string.Empty);
        var file = Write("run.conf", "dataset.path = beside.npz");
        Assert.Equal(data, RunConfigLoader.Load(file, []).Dataset.Path);
        Assert.Equal(Path.GetFullPath("nowhere.npz"), RunConfigLoader.Load(file, ["dataset.path=nowhere.npz"]).Dataset.Path);
    }

    [Theory]
    [InlineData("onlin.steps=5000", "unknown configuration key 'onlin.steps' (from --set); did you mean 'online.steps'?")]
    [InlineData("algorithm.lamdba=1", "did you mean 'algorithm.lambda'?")]
    [InlineData("zzz=1", "unknown configuration key 'zzz' (from --set)")]
    [InlineData("online=5", "'online' (from --set) is a section")]
    [InlineData("online.steps", "not of the form --set key=value")]
    [InlineData("online.steps=-5", "online.steps (from --set) is '-5', expected a whole number, 0 or more")]
    [InlineData("online.steps=many", "is 'many', expected a whole number")]
    [InlineData("online.steps=[1]", "is ['1'], expected a whole number")]
    [InlineData("online.steps-per-round=0", "expected a positive whole number")]
    [InlineData("online.steps-per-round=3", "rollouts.slots (4) must not be above online.steps-per-round (3)")]
    [InlineData("rollouts.workers=0", "expected a whole number from 1 to 1024")]
    [InlineData("rollouts.step-timeout=soon", "expected a positive duration with its unit")]
    [InlineData("rollouts.step-timeout=0 s", "expected a positive duration with its unit")]
    [InlineData("rollouts.isolation=container", "is 'container', expected thread or process")]
    [InlineData("faults.exception=-0.1", "is '-0.1', expected a probability from 0 to 1")]
    [InlineData("faults.hang=NaN", "is 'NaN', expected a probability from 0 to 1")]
    [InlineData("faults.crash=0.1", "set rollouts.isolation to process, or faults.crash to 0")]
    [InlineData("rounds.pipeline-depth=2", "expected a whole number from 0 to 1")]
    [InlineData("replay.capacity=10000001", "expected a whole number from 1 to 10000000")]
    [InlineData("online.updates-per-step=0", "expected a positive number")]
    [InlineData("online.updates-per-step=0.0001", "a round makes no update")]
    [InlineData("algorithm.gamma=1", "expected a number from 0 to 1, 1 excluded")]
    [InlineData("algorithm.gamma=NaN", "expected a number")]
    [InlineData("algorithm.policy-hidden=[256, 0]", "expected a list of positive whole numbers")]
    [InlineData("algorithm.policy-hidden=[]", "expected a list of positive whole numbers")]
    [InlineData("algorithm.policy-hidden=256", "expected a list of positive whole numbers")]
    [InlineData("algorithm.policy-hidden=[256", "is malformed")]
    [InlineData("algorithm.weighting=hard", "expected softmax or exp or whiten or step, or preset")]
    [InlineData("algorithm.log-std-min=3", "must be below algorithm.log-std-max")]
    [InlineData("algorithm.name=awacc", "unknown algorithm 'awacc' (from --set); did you mean 'awac'?")]
    [InlineData("algorithm.preset=awac-rlkit-locomotoin", "did you mean 'awac-rlkit-locomotion'?")]
    [InlineData("algorithm.preset=paper", "known are awac-rlkit-locomotion")]
    [InlineData("algorithm.preset=sac-haarnoja", "the preset 'sac-haarnoja' is one of sac, but algorithm.name is awac: set algorithm.preset to default, or to one of awac-rlkit-locomotion, awac-rlkit-hand")]
    [InlineData("algorithm.initial-temperature=1", "does not apply to the algorithm awac: leave it out, or undo it with --set algorithm.initial-temperature=preset")]
    [InlineData("algorithm.offline-share=1.5", "expected a number from 0 to 1, or none")]
    [InlineData("algorithm.offline-share-end=0.5", "algorithm.offline-share is none, so that there is no share to move")]
    [InlineData("algorithm.offline-share=-0.1", "expected a number from 0 to 1, or none")]
    [InlineData("environment.id=HalfCheeta-v4", "(from --set); did you mean 'HalfCheetah-v4'?")]
    [InlineData("learner.device=gpu", "expected auto, cpu, torch-cpu or cuda:N")]
    [InlineData("offline.updates=5", "there is no data: set dataset.path")]
    public void A_wrong_override_is_one_sentence_that_says_where_and_what_is_expected(string assignment, string expected) =>
        AssertRefused(expected, null, ["offline.updates=0", assignment]);

    [Fact]
    public void A_run_without_any_work_is_refused() => AssertRefused("nothing to do", null, ["offline.updates=0", "online.steps=0"]);

    [Theory]
    [InlineData("onlin.steps = 5", "unknown configuration key 'onlin.steps' in 'FOLDER/run.conf'; did you mean 'online.steps'?")]
    [InlineData("online { steps = { now = 1 } }", "unknown configuration key 'online.steps.now' in 'FOLDER/run.conf'")]
    [InlineData("online = 5", "'online' in 'FOLDER/run.conf' is a section")]
    [InlineData("online.steps = -5", "online.steps in 'FOLDER/run.conf' is '-5'")]
    [InlineData("online { steps = 5", "the configuration 'FOLDER/run.conf' is malformed")]
    [InlineData("include \"other.conf\"", "'FOLDER/run.conf' includes 'other.conf', which does not exist")]
    [InlineData("include \"run.conf\"", "includes itself")]
    [InlineData("include \"typo.conf\"", "key 'offline.update' in 'FOLDER/typo.conf'; did you mean 'offline.updates'?")]
    public void A_wrong_file_is_one_sentence_that_names_the_file(string text, string expected)
    {
        Write("typo.conf", "offline.update = 1");
        AssertRefused(expected.Replace("FOLDER", folder), Write("run.conf", text), ["offline.updates=0"]);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        AssertRefused("there is no configuration file 'missing.conf'", "missing.conf", []);
        AssertRefused("cannot be read", folder, []);
    }

    [Theory]
    [InlineData("steps", "steps", 0)]
    [InlineData("stpes", "steps", 1)]
    [InlineData("ca", "abc", 3)]
    [InlineData("Steps", "steps", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    public void Edits_count_swaps_of_neighbours_as_one(string from, string to, int edits) => Assert.Equal(edits, NearestName.Edits(from, to));

    private static string Scenario(string name) => Path.Combine(AppContext.BaseDirectory, "hocon", name);

    private static void AssertRefused(string expected, string? file, string[] overrides)
    {
        var message = Assert.Throws<RunConfigException>(() => RunConfigLoader.Load(file, overrides)).Message;
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
