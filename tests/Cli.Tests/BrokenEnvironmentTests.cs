using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Runs;
using AwacAkka.Cli.Comparisons;
using AwacAkka.Cli.Terminal;
using AwacAkka.Cli.Tests.Comparisons;
using AwacAkka.Environments;
using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Cli.Tests;

/// <summary>Failures of a user's environment are told as what they are: one sentence that names it, and exit code 2.</summary>
[Trait("Category", "Run")]
public sealed class BrokenEnvironmentTests : ComparisonHarness
{
    [Fact]
    public async Task One_that_cannot_be_made_is_named_by_every_command()
    {
        const string id = "Unmakeable-v0";
        EnvironmentRegistry.Register(new EnvironmentSpec(id, "has lost its model", () => throw new FileNotFoundException("there is no 'arm.xml'.")));
        var expected = $"{id} could not be made: there is no 'arm.xml'; mend the environment";
        await RefuseAsync(expected, "train", "--config", Write("run.conf", TinyPendulum), "--set", $"environment.id={id}", "--run", In("run"));
        await RefuseAsync(expected, "dataset", "make", "--environment", id, "--policy", "random", "--steps", "5", "--out", In("new.npz"));
        await RefuseAsync(expected, "dataset", "info", WriteDataset(), "--environment", id);
    }

    [Fact]
    public async Task One_that_cannot_be_made_hides_no_other_from_the_list()
    {
        EnvironmentRegistry.Register(new EnvironmentSpec("Hidden-v0", "has lost its model", () => throw new FileNotFoundException("there is no\n'arm.xml'.")));
        var known = EnvironmentRegistry.Ids;
        var (code, output, error) = await RunAsync("envs");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"(?m)^Hidden-v0 +cannot be made: there is no 'arm.xml'; mend it  has lost its model$", output);
        Assert.All(known, listed => Assert.Matches($"(?m)^{listed} ", output));
        Assert.Matches("Pendulum-v1 +3 observed", output);
    }

    [Fact]
    public async Task One_that_is_not_repeatable_is_not_trained_in()
    {
        const string id = "Counting-v0";
        EnvironmentRegistry.Register(new EnvironmentSpec(id, "counts its steps beside its state", () => new Counting(), TimeLimit: 200));
        await RefuseAsync(
            $"{id} is not repeatable: after a restored state the next reward is 1 instead of 3; SaveState must hold all that later steps depend on",
            "train", "--config", Write("run.conf", TinyPendulum), "--set", $"environment.id={id}", "--run", In("run"));
    }

    [Fact]
    public async Task One_that_fails_on_the_way_is_named_with_the_call()
    {
        const string id = "Breaking-v0";
        var broken = false;
        EnvironmentRegistry.Register(new EnvironmentSpec(
            id, "breaks after training", () => new Breaking(() => broken ? throw new InvalidOperationException("a leg came off") : 0), TimeLimit: 200));
        await RunAsync("train", "--config", Write("run.conf", TinyPendulum), "--set", $"environment.id={id}", "--run", In("run"));
        broken = true;
        await RefuseAsync($"{id} failed in Step: a leg came off; mend the environment", "evaluate", In("run"));
        await RefuseAsync(
            $"{id} failed in Step: a leg came off; mend the environment",
            "dataset", "make", "--environment", id, "--policy", "random", "--steps", "5", "--out", In("new.npz"));
    }

    [Fact]
    public async Task One_that_yields_no_number_is_no_defect_of_the_program()
    {
        const string id = "Numberless-v0";
        EnvironmentRegistry.Register(new EnvironmentSpec(id, "pays no number", () => new Breaking(() => double.NaN), TimeLimit: 200));
        await RefuseAsync(
            "the environment cannot be used: the reward is NaN at step 0 of slot 0; mend it",
            "dataset", "make", "--environment", id, "--policy", "random", "--steps", "5", "--out", In("new.npz"));
    }

    [Fact]
    public async Task One_that_hangs_does_not_keep_a_stop_waiting_nor_a_file_half_written()
    {
        const string id = "Hanging-v0";
        using var stop = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        var returned = false;
        EnvironmentRegistry.Register(new EnvironmentSpec(
            id,
            "hangs in its first step",
            () => new Breaking(() =>
            {
                stop.Cancel();
                release.Wait(TimeSpan.FromMinutes(1));
                returned = true;
                return 0;
            }),
            TimeLimit: 200));
        using var error = new StringWriter();
        var code = await new AwacCommandLine(new CliConsole(TextWriter.Null, error, interactive: false), loggers => new RunLauncher(loggers))
            .RunAsync(["dataset", "make", "--environment", id, "--policy", "random", "--steps", "5", "--out", In("new.npz")], stop.Token);
        Assert.False(returned);
        release.Set();
        Assert.Equal((ExitCode.Interrupted, "error: stopped before the end\n"), (code, error.ToString()));
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public void One_with_a_success_rate_whose_steps_tell_no_success_cannot_be_compared_by_it()
    {
        const string id = "Untold-v0";
        EnvironmentRegistry.Register(new EnvironmentSpec(id, "tells no success", () => new Pendulum(), TimeLimit: 200, SuccessfulSteps: 5));
        Write("tiny.conf", TinyPendulum);
        var plan = Plan(One + $"\nset = [\"environment.id={id}\"]\n");
        Assert.Equal(ComparisonMeasure.Success, plan.Measure);
        var judged = new EvaluationSummary(Episodes: 2, MeanReturn: -1, StandardDeviation: 0, MeanLength: 200);
        var outcome = new ComparisonOutcome(plan.Members[0], new Judgement(ComparedPolicy.Last, 2, 1, "", judged), [], Updates: 0, Steps: 0);
        Assert.Equal(-1, outcome.Figure(ComparisonMeasure.Return));
        Assert.Equal(
            $"{id} is registered with SuccessfulSteps, but its steps tell no success: set Success of its StepResult, or measure = return",
            Assert.Throws<RunFailedException>(() => outcome.Figure(plan.Measure)).Message);
    }

    private sealed class Counting() : EnvironmentWrapper(new Pendulum())
    {
        private int steps;

        public override void Reset(ulong seed, Span<double> observation)
        {
            Inner.Reset(seed, observation);
            steps = 0;
        }

        public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation) => Inner.Step(action, observation) with { Reward = ++steps };
    }

    private sealed class Breaking(Func<double> reward) : EnvironmentWrapper(new Pendulum())
    {
        public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation) => Inner.Step(action, observation) with { Reward = reward() };
    }
}
