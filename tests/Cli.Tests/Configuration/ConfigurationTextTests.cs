using AwacAkka.Actors.Configuration;

namespace AwacAkka.Cli.Tests.Configuration;

/// <summary>What the parser of HOCON would read as something else than is written, or would leave out without a word.</summary>
public sealed class ConfigurationTextTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("awac-text").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("online.steps = 400\n}\nonline.steps = 300", "is malformed: a '}' closes nothing (line 2)")]
    [InlineData("online.steps = 400 }\nonline.steps = 300", "is malformed: a '}' closes nothing (line 1)")]
    [InlineData("online.steps = 400\n\n]", "is malformed: a ']' closes nothing (line 3)")]
    [InlineData("online { steps = 400 ]", "is malformed: a ']' closes nothing (line 1)")]
    [InlineData("algorithm.policy-hidden = [16]]", "is malformed: a ']' closes nothing (line 1)")]
    [InlineData("online { steps = 400 }\nevaluation.policy-average = \"0.1\n", "is malformed: a text in quotes is not closed (line 2)")]
    [InlineData("environment.id = \"\"\"Pendulum-v1\n", "is malformed: a text in quotes is not closed (line 1)")]
    [InlineData("environment.id = \"Pendulum-v1\\\"\n", "is malformed: a text in quotes is not closed (line 1)")]
    [InlineData("environment.id = \"", "is malformed: a text in quotes is not closed (line 1)")]
    [InlineData("algorithm.policy-hidden = [16] 5", "algorithm.policy-hidden in 'FOLDER/run.conf' has '5' beside its list")]
    [InlineData("algorithm.policy-hidden = wide [16]", "has 'wide' beside its list")]
    [InlineData("online.steps {}", "online.steps in 'FOLDER/run.conf' is {}, expected a value")]
    [InlineData("online { steps = {} }", "online.steps in 'FOLDER/run.conf' is {}, expected a value")]
    [InlineData("include \"reference.conf\"\nonline.steps {\n}", "online.steps in 'FOLDER/run.conf' is {}, expected a value")]
    [InlineData("include \"stray.conf\"", "the configuration 'FOLDER/stray.conf' is malformed: a '}' closes nothing (line 2)")]
    [InlineData("include \"empty.conf\"\nonline.steps = 7", "online.steps in 'FOLDER/empty.conf' is {}, expected a value")]
    [InlineData("include \"reference.conf\"\nonline.steps = ${online.stops}", "is malformed: Unresolved substitution: online.stops")]
    [InlineData("algorithm.policy-hidden = [16 16]", "is ['16 16'], expected a list of positive whole numbers")]
    [InlineData("algorithm.policy-hidden = [16, x]", "is ['16', 'x'], expected a list of positive whole numbers")]
    [InlineData("online { steps = }", "online.steps in 'FOLDER/run.conf' is nothing, expected a whole number")]
    public void A_text_that_would_be_read_as_another_is_refused(string text, string expected)
    {
        Write("stray.conf", "online.steps = 400\n}\nonline.random-steps = 0");
        Write("empty.conf", "online.steps {}");
        AssertRefused(expected.Replace("FOLDER", folder, StringComparison.Ordinal), Write("run.conf", text), []);
    }

    [Theory]
    [InlineData("[16] , foo = 3")]
    [InlineData("[16]\nonline.steps = 5")]
    [InlineData("[16] x")]
    [InlineData("[16][16]")]
    [InlineData("[16] { a = 1 }")]
    [InlineData("[16] {}")]
    public void Nothing_may_follow_a_list_that_is_set(string list) => AssertRefused("has more than one list behind the '=': leave out what follows the list", null, [$"algorithm.policy-hidden={list}"]);

    [Fact]
    public void A_bracket_too_many_behind_a_list_that_is_set_is_refused() =>
        AssertRefused("is malformed: a ']' closes nothing", null, ["algorithm.policy-hidden=[16]]"]);

    [Fact]
    public void A_section_may_be_empty_and_brackets_in_texts_and_comments_close_nothing()
    {
        var config = Load("online {}\noffline { updates = 0 } # }]\"\nlearner { device = \"cpu\" } // ]\ndataset.path = \"a}]b.npz\"");
        Assert.Equal((0, "cpu", "a}]b.npz"), (config.Offline.Updates, config.Learner.Device, Path.GetFileName(config.Dataset.Path)));
    }

    [Fact]
    public void A_substitution_is_read_beside_an_include_and_in_what_is_included()
    {
        Write("base.conf", "include \"reference.conf\"\nrollouts.slots = 8\nrollouts.workers = ${rollouts.slots}\nalgorithm { policy-hidden = [32], critic-hidden = ${algorithm.policy-hidden} }");
        var config = Load("include \"base.conf\"\noffline.updates = 0\nonline { random-steps = 3000, steps = ${online.random-steps} }\ncheckpoints.keep = ${rollouts.workers}");
        Assert.Equal((3000, 8, 8), (config.Online.Steps, config.Rollouts.Workers, config.Checkpoints.Keep));
        Assert.Contains("algorithm.critic-hidden = [32]\n", config.ToHocon());
    }

    /// <summary>The two files together make a circle, which neither is by itself: the parser would follow it until the process ends.</summary>
    [Fact]
    public void What_an_included_file_substitutes_is_not_made_a_circle_by_the_including_one()
    {
        Write("base.conf", "rollouts.slots = 8\nrollouts.workers = ${rollouts.slots}");
        var config = Load("include \"base.conf\"\noffline.updates = 0\nrollouts.slots = ${rollouts.workers}");
        Assert.Equal((8, 8), (config.Rollouts.Workers, config.Rollouts.Slots));
    }

    [Fact]
    public void A_folder_is_no_configuration() => AssertRefused($"the configuration file '{folder}' cannot be read: it is a folder; name a file", folder, []);

    private RunConfig Load(string text) => RunConfigLoader.Load(Write("run.conf", text), []);

    private static void AssertRefused(string expected, string? file, string[] overrides)
    {
        var message = Assert.Throws<RunConfigException>(() => RunConfigLoader.Load(file, ["offline.updates=0", .. overrides])).Message;
        Assert.Contains(expected, message);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
