using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Environments;

namespace AwacAkka.Actors.Tests.Isolation;

/// <summary>Whatever call a simulator hangs in, its worker is replaced, and the run ends as if nothing had been.</summary>
[Collection(nameof(WorkerPids))]
[Trait("Category", "Run")]
public sealed class HangTests
{
    private static readonly TimeSpan StepTimeout = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMilliseconds(700);

    private static readonly Dictionary<EnvironmentCall, string> Sentences = new()
    {
        [EnvironmentCall.Construction] = ": construction took longer than 0.7 s",
        [EnvironmentCall.Reset] = ": Reset took longer than 0.5 s",
        [EnvironmentCall.Step] = ": Step took longer than 0.5 s",
        [EnvironmentCall.SaveState] = ": SaveState took longer than 0.5 s",
        [EnvironmentCall.RestoreState] = ": RestoreState took longer than 0.5 s",
        [EnvironmentCall.Dispose] = ": Dispose took longer than 0.7 s",
    };

    [Theory]
    [InlineData("thread", "rollouts")]
    [InlineData("thread", "evaluations")]
    [InlineData("process", "rollouts")]
    [InlineData("process", "evaluations")]
    public async Task A_hang_in_any_call_costs_a_worker_not_the_run(string isolation, string phase)
    {
        RunConfig Phase(RunConfig config) => phase == "rollouts" ? config : config with { Online = config.Online with { Steps = 0 } };
        var calm = await TestRun.CalmAsync(change: Phase);
        var (environment, folder) = HangingPendulums.Begin($"{isolation}-{phase}");
        try
        {
            var scene = new Scene(folder.FullName, alwaysInConstruction: false);
            var hanging = await TestRun.TrainAsync(
                environment: environment,
                change: config => Impatient(Phase(config), isolation, maxFailures: 15),
                onLogged: line => Sentences.Where(s => line.EndsWith(s.Value, StringComparison.Ordinal)).ToList().ForEach(s => scene.Notice(s.Key)));
            Assert.All(Sentences.Values, sentence => Assert.Contains(hanging.Log, line => line.EndsWith(sentence, StringComparison.Ordinal)));
            Assert.Equal(calm.Result, hanging.Result);
            Assert.Equal(calm.Metrics, hanging.Metrics);
            Assert.Empty(hanging.Notices);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The program itself makes one before it begins, and must not wait for it for ever.</summary>
    [Fact]
    public void A_construction_that_hangs_before_the_run_is_named()
    {
        var (environment, folder) = HangingPendulums.Begin("probe-starts");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "probe"), "has been made already");
            var config = RunConfigLoader.Load(null, [$"environment.id={environment}", "offline.updates=0", "rollouts.start-timeout=700 ms"]);
            Assert.Equal(
                $"{environment} could not be made: its construction took longer than 0.7 s; mend the environment or raise rollouts.start-timeout",
                Assert.Throws<RunConfigException>(() => EnvironmentProbe.Probe(config)).Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("thread")]
    [InlineData("process")]
    public async Task A_construction_that_always_hangs_ends_the_run_with_the_reason(string isolation)
    {
        var (environment, folder) = HangingPendulums.Begin($"{isolation}-starts");
        try
        {
            var failure = await Assert.ThrowsAsync<RunFailedException>(() => TestRun.TrainAsync(
                environment: environment, change: config => Impatient(config, isolation, maxFailures: 2)));
            Assert.EndsWith(
                "no environment could be made in 2 attempts in a row: construction took longer than 0.7 s; "
                + "mend the environment or raise rollouts.start-timeout, and resume the run",
                failure.Message,
                StringComparison.Ordinal);
            Assert.Empty(WorkerPids.Of(Environment.ProcessId));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static RunConfig Impatient(RunConfig config, string isolation, int maxFailures) => config with
    {
        Rollouts = config.Rollouts with
        {
            Isolation = Enum.Parse<Configuration.Isolation>(isolation, ignoreCase: true),
            StepTimeout = StepTimeout,
            StartTimeout = StartTimeout,
            MaxFailures = maxFailures,
        },
    };
}
