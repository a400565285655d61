using AwacAkka.Actors.Configuration;
using AwacAkka.Environments;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Cli.Tests.Comparisons;

/// <summary>What a comparison's file may say, and what is refused before anything is trained.</summary>
public sealed class ComparisonConfigTests : CommandLineHarness
{
    private const string Good =
        """
        seeds = "1..2"
        entries = [sac, awac]
        config = tiny.conf
        entry.awac.set = ["algorithm.name=awac"]
        evaluation.episodes = 3
        """;

    [Theory]
    [InlineData("entries = [sac, awac, sac]", "entries in '{0}' names 'sac' twice")]
    [InlineData("entries = []", "entries in '{0}' is empty: name at least one")]
    [InlineData("entries = [sac, \"../awac\"]", "has '../awac', expected a name of letters, digits")]
    [InlineData("seeds = 1", "seeds in '{0}' names one seed, of which no interval can be told: name more, or set intervals = false")]
    [InlineData("seeds = \"3..1\"", "seeds in '{0}' is '3..1', expected whole numbers")]
    [InlineData("seeds = \"1,1\"", "seeds in '{0}' is '1,1', expected whole numbers")]
    [InlineData("evaluation.seed = 1", "added to a seed gives another of seeds")]
    [InlineData("evaluation.seed = 0", "evaluation.seed in '{0}' is '0', expected a positive whole number")]
    [InlineData("evaluation.episodes = none", "evaluation.episodes in '{0}' is 'none', expected a whole number from 1 to 1000000")]
    [InlineData("parallel = 0", "parallel in '{0}' is '0', expected a whole number from 1 to 1024")]
    [InlineData("policy = newest", "policy in '{0}' is 'newest', expected last or best")]
    [InlineData("measure = regret", "expected auto or return or score or success or success-any or success-steps")]
    [InlineData("measure = score", "measure is score, but Pendulum-v1 has none: compare return")]
    [InlineData("measure = success-any", "measure is success-any, but Pendulum-v1 knows no success: compare return")]
    [InlineData("intervals = 95", "intervals in '{0}' is '95', expected true or false")]
    [InlineData("resamples = 10", "resamples in '{0}' is '10', expected a whole number from 100 to 1000000")]
    [InlineData("resample = 1000", "unknown key 'resample' in the comparison '{0}'; did you mean 'resamples'?")]
    [InlineData("entry.awacc.set = []", "is of a name that entries does not list; did you mean 'awac'?")]
    [InlineData("config = missing.conf", "config in '{0}' names 'missing.conf', which is no file")]
    [InlineData("entry.sac.config = missing.conf", "entry.sac.config in '{0}' names 'missing.conf', which is no file")]
    [InlineData("entry.sac.set = [\"algorithm.name=sca\"]", "entry 'sac': unknown algorithm 'sca' (from --set); did you mean 'sac'?")]
    [InlineData("entry.sac.set = [\"environment.id=CartPole-v1\"]", "entry 'sac': the actions of CartPole-v1 are 2 discrete ones")]
    [InlineData("entry.sac.set = [\"environment.id=MountainCarContinuous-v0\"]", "entry 'awac' is in Pendulum-v1, but 'sac' in MountainCarContinuous-v0: entries of one task")]
    [InlineData("entry.sac.set = [\"dataset.path=none.npz\"]", "entry 'sac': there is no dataset")]
    [InlineData("entry.sac.set = [\"online.stps=5\"]", "entry 'sac': unknown configuration key 'online.stps'")]
    [InlineData("tasks = [one, two]", "returns of several tasks have no common scale")]
    [InlineData("name = \"a/b\"", "name in '{0}' has 'a/b', expected a name")]
    [InlineData("entries = [sac", "the comparison '{0}' is malformed")]
    [InlineData("include \"reference.conf\"", "the comparison '{0}' is malformed: it includes 'reference.conf', but may include nothing: write its keys here")]
    [InlineData("}\nresamples = 10", "the comparison '{0}' is malformed: a '}}' closes nothing (line 6)")]
    [InlineData("resamples {}", "resamples in '{0}' is {{}}, expected a value")]
    [InlineData("entry.sac.set = [\"online.steps=300\"] x", "entry.sac.set in '{0}' has 'x' beside its list")]
    [InlineData("resamples = [10]", "resamples in '{0}' is ['10'], expected a whole number")]
    public Task What_cannot_be_compared_is_refused(string line, string expected)
    {
        Write("tiny.conf", TinyPendulum);
        var file = Write("table.conf", $"{Good}\n{line}\n");
        return RefuseAsync(string.Format(null, expected, file), "compare", "--config", file, "--out", In("out"));
    }

    [Fact]
    public async Task A_folder_of_something_else_is_not_taken_over()
    {
        Write("tiny.conf", TinyPendulum);
        var file = Write("table.conf", Good);
        await RefuseAsync("is not empty and holds no comparison; name another with --out", "compare", "--config", file, "--out", Folder);
        await RefuseAsync("is a file; name another folder with --out", "compare", "--config", file, "--out", file);
        await RefuseAsync("there is no comparison", "compare", "--config", In("none.conf"), "--out", In("out"));
        await RefuseAsync($"the comparison '{Folder}' cannot be read: it is a folder", "compare", "--config", Folder, "--out", In("out"));
    }

    [Fact]
    public void What_a_file_says_is_read_with_defaults_for_the_rest()
    {
        Write("tiny.conf", TinyPendulum);
        var plain = ComparisonConfigLoader.Load(Write("plain.conf", Good));
        Assert.Equal(("plain", ComparedPolicy.Last, ComparisonMeasure.Auto, 3, true), (plain.Name, plain.Policy, plain.Measure, plain.Episodes, plain.HasIntervals));
        Assert.Equal([1ul, 2], plain.Seeds);
        Assert.Equal("", Assert.Single(plain.Tasks).Name);
        Assert.Equal(In("tiny.conf"), plain.Entries[1].File);

        var full = ComparisonConfigLoader.Load(Write("full.conf", Good + """

            name = hands
            set = ["online.steps=300"]
            tasks = [pen, door]
            task.door.set = ["environment.id=door-binary-v0"]
            seeds = 7
            intervals = false
            policy = best
            measure = success-steps
            parallel = 1
            resamples = 500
            evaluation.seed = 50
            """));
        Assert.Equal(("hands", ComparedPolicy.Best, ComparisonMeasure.SuccessSteps, 1), (full.Name, full.Policy, full.Measure, full.Parallel));
        Assert.Equal((500, 50ul, false), (full.Resamples, full.EvaluationSeed, full.HasIntervals));
        Assert.Equal(["online.steps=300", "algorithm.name=awac"], full.Entries[1].Overrides);
        Assert.Equal(["pen", "door"], full.Tasks.Select(task => task.Name));
        Assert.Equal(["environment.id=door-binary-v0"], full.Tasks[1].Overrides);
    }

    [Fact]
    public void Every_comparison_of_the_repository_names_scenarios_that_can_be_trained()
    {
        string[] files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "hocon/compare"), "*.conf");
        Assert.True(files.Length >= 3);
        foreach (var comparison in files.Select(ComparisonConfigLoader.Load))
        {
            Assert.All(comparison.Entries, entry => RunConfigLoader.Load(entry.File, entry.Overrides));
        }
    }

    [Fact]
    public async Task An_environment_without_bounds_is_refused_by_the_entry_that_it_is_of()
    {
        const string Id = "BoundlessPendulum-v0";
        EnvironmentRegistry.Register(new EnvironmentSpec(Id, "has actions without bounds", () => new Boundless(), TimeLimit: 10));
        Write("tiny.conf", TinyPendulum);
        var file = Write("table.conf", Good + $"\nset = [\"environment.id={Id}\"]\n");
        await RefuseAsync($"entry 'sac': the actions of {Id} are without bounds", "compare", "--config", file, "--out", In("out"));
    }

    private sealed class Boundless() : Environments.Wrappers.EnvironmentWrapper(new Pendulum())
    {
        public override Space ActionSpace { get; } = Box.Uniform(double.NegativeInfinity, double.PositiveInfinity, 1);
    }
}
