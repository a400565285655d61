using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Environments;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Actors.Tests;

/// <summary>What breaks the contract that a run relies on is found before the run begins, and named.</summary>
public sealed class EnvironmentProbeTests
{
    [Theory]
    [InlineData("Pendulum-v1")]
    [InlineData("MountainCarContinuous-v0")]
    [InlineData("CartPole-v1", "algorithm.name=dqn")]
    [InlineData("HalfCheetah-v4")]
    [InlineData("Ant-v5")]
    [InlineData("Reacher-v5")]
    [InlineData("InvertedPendulum-v4")]
    [InlineData("AdroitHandDoor-v1")]
    [InlineData("AdroitHandHammer-v1")]
    [InlineData("AdroitHandRelocateSparse-v1")]
    [InlineData("pen-v0")]
    [InlineData("PointMaze_UMaze-v3")]
    [InlineData("AntMaze_UMaze-v4")]
    [InlineData("antmaze-umaze-v2")]
    public void Environments_of_the_program_are_taken(string id, params string[] more) => EnvironmentProbe.Try(Config(id, more));

    [Fact]
    public void A_state_that_lacks_something_is_found()
    {
        var id = AlteredPendulum.Register(() =>
        {
            var steps = 0; // which no state holds
            return new AlteredPendulum { OnReset = _ => steps = 0, OnStep = result => result with { Reward = ++steps } };
        });
        Refuse(id, $"{id} is not repeatable: after a restored state the next reward is 1 instead of 3; SaveState must hold all that later steps depend on");

        var forgetful = AlteredPendulum.Register(() => new AlteredPendulum { OnRestore = observation => observation[2] = 9 });
        Refuse(forgetful, $"{forgetful} is not repeatable: after a restored state element 2 of the observation of that moment is 9 instead of ");
    }

    [Fact]
    public void A_start_that_depends_on_what_was_before_is_found()
    {
        var id = AlteredPendulum.Register(() =>
        {
            var steps = 0;
            return new AlteredPendulum { OnReset = observation => observation[1] = steps, OnStep = result => result with { Terminated = ++steps == 2 } };
        });
        Refuse(id, $"{id} is not repeatable: in a second episode of the same seed element 1 of the first observation is 2 instead of 0; a start must depend on the seed alone");
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1e39)]
    public void Numbers_that_are_not_finite_are_found(double poison)
    {
        var start = AlteredPendulum.Register(() => new AlteredPendulum { OnReset = observation => observation[1] = poison });
        Refuse(start, $"{start} cannot be used: element 1 of the first observation is {poison}, not a finite float; mend the environment");
        var reward = AlteredPendulum.Register(() => new AlteredPendulum { OnStep = result => result with { Reward = poison } });
        Refuse(reward, $"{reward} cannot be used: the reward of a step is {poison}, not a finite float; mend the environment");
    }

    [Fact]
    public void A_call_that_always_fails_is_found_and_one_that_fails_now_and_then_is_not()
    {
        var always = AlteredPendulum.Register(() => new AlteredPendulum { OnReset = _ => throw new InvalidOperationException("the arm is stuck.") });
        Refuse(always, $"{always} failed in Reset: the arm is stuck; mend the environment");

        var steps = 0;
        var once = AlteredPendulum.Register(() => new AlteredPendulum { OnStep = result => ++steps > 2 ? result : throw new InvalidOperationException("not yet") });
        EnvironmentProbe.Try(Config(once));
        Assert.True(steps > 2);
    }

    [Fact]
    public void A_call_that_hangs_is_named_with_its_time_out()
    {
        using var release = new ManualResetEventSlim();
        var id = AlteredPendulum.Register(() => new AlteredPendulum
        {
            OnStep = result =>
            {
                release.Wait(TimeSpan.FromMinutes(2));
                return result;
            },
        });
        var refusal = Assert.Throws<RunConfigException>(() => EnvironmentProbe.Try(Config(id, "rollouts.step-timeout=300 ms")));
        release.Set();
        Assert.Equal($"{id} cannot be used: Step took longer than 0.3 s; mend the environment or raise rollouts.step-timeout", refusal.Message);
    }

    /// <summary>Its crash would take the program with it.</summary>
    [Fact]
    public void An_environment_that_is_to_run_in_processes_of_its_own_is_not_stepped_in_this_one()
    {
        var calls = 0;
        var id = AlteredPendulum.Register(() => new AlteredPendulum { OnReset = _ => calls++ });
        EnvironmentProbe.Try(Config(id, "rollouts.isolation=process"));
        Assert.Equal(0, calls);
        EnvironmentProbe.Try(Config(id));
        Assert.NotEqual(0, calls);
    }

    /// <summary>A run that has begun may go on in what it was begun in.</summary>
    [Fact]
    public void A_construction_that_fails_is_found_in_every_case()
    {
        var id = $"Unmakeable-{Guid.NewGuid():N}";
        EnvironmentRegistry.Register(new EnvironmentSpec(id, "for tests", () => throw new FormatException("line 3 of the model is no number")));
        Refuse(id, $"{id} could not be made: line 3 of the model is no number; mend the environment");
        Assert.Throws<EnvironmentFailureException>(() => EnvironmentProbe.Probe(Config(id)));
        EnvironmentProbe.Probe(Config(AlteredPendulum.Register(() => new AlteredPendulum { OnReset = observation => observation[1] = double.NaN })));
    }

    private static void Refuse(string id, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<EnvironmentFailureException>(() => EnvironmentProbe.Try(Config(id))).Message, StringComparison.Ordinal);

    private static RunConfig Config(string id, params string[] more) => RunConfigLoader.Load(null, [$"environment.id={id}", "offline.updates=0", .. more]);
}
