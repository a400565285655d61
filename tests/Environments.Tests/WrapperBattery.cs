using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Environments.Tests;

/// <summary>What every wrapper guarantees, whatever it changes.</summary>
public class WrapperBattery
{
    private static readonly Dictionary<string, Func<IEnvironment, IEnvironment>> Wrappers = new()
    {
        [nameof(ClipAction)] = inner => new ClipAction(inner),
        [nameof(NormalizeObservation)] = inner => new NormalizeObservation(inner, [0.1, -0.2, 0.5], [0.5, 2, 3]),
        [nameof(RescaleAction)] = inner => new RescaleAction(inner),
        [nameof(TimeLimit)] = inner => new TimeLimit(inner, 30),
        [nameof(TransformReward)] = inner => new TransformReward(inner, 0.1, 5),
    };

    public static TheoryData<string> Names => [.. Wrappers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_restored_state_has_the_same_observation_and_future(string name)
    {
        using var environment = Wrap(name);
        using var other = Wrap(name);
        double[] observation = new double[3], restored = new double[3];
        environment.Reset(1, observation);
        other.Reset(2, restored);
        var state = new byte[environment.StateSize];
        for (var step = 0; step < 40; step++)
        {
            environment.SaveState(state);
            other.RestoreState(state, restored);
            Assert.Equal(observation, restored);
            Assert.Equal(environment.Step([0.7], observation), other.Step([0.7], restored));
            Assert.Equal(observation, restored);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Observations_lie_in_the_space_that_it_tells(string name)
    {
        using var environment = Wrap(name);
        var observation = new double[3];
        var box = Assert.IsType<Box>(environment.ObservationSpace);
        environment.Reset(3, observation);
        for (var step = 0; step < 200; step++)
        {
            Assert.All(observation.Select((value, i) => (value, i)), o => Assert.InRange(o.value, box.Low[o.i], box.High[o.i]));
            environment.Step([1], observation);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Bad_calls_are_refused_and_change_nothing(string name)
    {
        using var environment = Wrap(name);
        var observation = new double[3];
        environment.Reset(1, observation);
        byte[] before = new byte[environment.StateSize], after = new byte[environment.StateSize];
        environment.SaveState(before);
        Assert.Throws<ArgumentException>(() => environment.Step([double.NaN], observation));
        Assert.Throws<ArgumentException>(() => environment.Step([double.PositiveInfinity], observation));
        Assert.Throws<ArgumentException>(() => environment.Step([], observation));
        Assert.Throws<ArgumentException>(() => environment.Step([0], new double[2]));
        Assert.Throws<ArgumentException>(() => environment.Reset(1, new double[4]));
        environment.SaveState(after);
        Assert.Equal(before, after);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_and_state_calls_allocate_nothing(string name)
    {
        using var environment = Wrap(name);
        double[] observation = new double[3], action = [0.9];
        var state = new byte[environment.StateSize];
        environment.Reset(1, observation);
        Assert.Equal(0, Allocations.OfEvery(Cycle));

        void Cycle()
        {
            for (var i = 0; i < 50; i++)
            {
                environment.Step(action, observation);
                environment.SaveState(state);
                environment.RestoreState(state, observation);
            }

            environment.Reset(1, observation);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_keeps_the_id_and_owns_the_environment(string name)
    {
        var inner = new Pendulum();
        var environment = Wrappers[name](inner);
        Assert.Equal(inner.Id, environment.Id);
        environment.Dispose();
        Assert.Throws<ObjectDisposedException>(() => inner.Reset(1, new double[3]));
    }

    private static IEnvironment Wrap(string name) => Wrappers[name](new Pendulum());
}
