using AwacAkka.Environments.Classic;
using AwacAkka.Environments.Faults;
using AwacAkka.Environments.Wrappers;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Tests;

public class FaultInjectionTests
{
    private static readonly FaultRates Storm = new(Exception: 0.03, NonFinite: 0.02, Hang: 0.01);

    [Fact]
    public void Faults_come_as_often_as_they_are_asked_for_and_all_sorts_of_them()
    {
        var faults = Faults(Storm, key: 1, steps: 20_000);
        Assert.InRange(faults.Count(f => f.Contains("exception", StringComparison.Ordinal)), 530, 670);
        Assert.InRange(faults.Count(f => f.Contains("hang", StringComparison.Ordinal)), 160, 240);
        foreach (var (poison, low, high) in new[] { ("NaN", 70, 130), ("-Infinity", 30, 70), ("Infinity", 30, 70) })
        {
            Assert.InRange(faults.Count(f => f.EndsWith($"reward {poison}", StringComparison.Ordinal)), low, high);
            Assert.InRange(faults.Count(f => f.EndsWith($"observation {poison}", StringComparison.Ordinal)), low, high);
        }
    }

    [Fact]
    public void The_same_storm_has_the_same_faults_and_another_storm_others()
    {
        var first = Faults(Storm, key: 1, steps: 2_000);
        Assert.Equal(first, Faults(Storm, key: 1, steps: 2_000));
        Assert.InRange(first.Intersect(Faults(Storm, key: 2, steps: 2_000)).Count(), 0, first.Count / 10);
    }

    [Fact]
    public void A_fault_belongs_to_its_step_wherever_a_stream_is_begun()
    {
        var whole = Faults(Storm, key: 5, steps: 2_000);
        Assert.Equal(whole, [.. Faults(Storm, key: 5, steps: 900), .. Faults(Storm, key: 5, steps: 1_100, firstStep: 900)]);
    }

    [Fact]
    public void What_does_not_fail_is_what_the_environment_yields()
    {
        using var calm = new Pendulum();
        using var stormy = new FaultInjection(new Pendulum(), new FaultRates(NonFinite: 0.2), CancellationToken.None);
        double[] ofCalm = new double[3], ofStormy = new double[3];
        calm.Reset(4, ofCalm);
        stormy.Reset(4, ofStormy);
        stormy.Arm(9, 0);
        var same = 0;
        for (var step = 0; step < 200; step++)
        {
            var expected = calm.Step([0.5], ofCalm);
            var actual = stormy.Step([0.5], ofStormy);
            same += expected == actual && ofCalm.AsSpan().SequenceEqual(ofStormy) ? 1 : 0;
        }

        Assert.InRange(same, 140, 180);
        var state = new byte[calm.StateSize];
        var other = new byte[stormy.StateSize];
        calm.SaveState(state);
        stormy.SaveState(other);
        Assert.Equal(state, other);
    }

    [Fact]
    public void Nothing_fails_before_a_storm_is_named()
    {
        using var environment = new FaultInjection(new Pendulum(), new FaultRates(Exception: 1), CancellationToken.None);
        var observation = new double[3];
        environment.Reset(1, observation);
        environment.Step([0], observation);
        environment.Arm(1, 0);
        Assert.Throws<InjectedFaultException>(() => environment.Step([0], observation));
    }

    [Fact]
    public async Task A_hanging_step_does_not_return_until_it_is_released()
    {
        using var release = new CancellationTokenSource();
        using var environment = new FaultInjection(new Pendulum(), new FaultRates(Hang: 1), release.Token);
        environment.Reset(1, new double[3]);
        environment.Arm(1, 0);
        var step = Task.Factory.StartNew(
            () => environment.Step([0], new double[3]), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.NotSame(step, await Task.WhenAny(step, Task.Delay(100, TestContext.Current.CancellationToken)));
        await release.CancelAsync();
        await Assert.ThrowsAsync<InjectedFaultException>(() => step);
    }

    [Fact]
    public void Other_calls_hang_as_often_as_they_are_asked_to_and_steps_do_not_notice()
    {
        var hangs = CallHangs(0.2, key: 1, steps: 2_000);
        foreach (var call in (string[])["Reset", "SaveState", "RestoreState"])
        {
            Assert.InRange(hangs.Count(hang => hang.Contains(call, StringComparison.Ordinal)), 330, 470);
        }

        Assert.Equal(hangs, CallHangs(0.2, key: 1, steps: 2_000));
        Assert.InRange(hangs.Intersect(CallHangs(0.2, key: 2, steps: 2_000)).Count(), hangs.Count / 10, hangs.Count * 3 / 10);
        Assert.Equal(Faults(Storm, key: 1, steps: 2_000), Faults(Storm with { CallHang = 0.2 }, key: 1, steps: 2_000));
    }

    [Fact]
    public void Constructions_hang_as_often_as_they_are_asked_to()
    {
        using var released = new CancellationTokenSource();
        released.Cancel();
        var hangs = 0;
        for (var number = 0u; number < 2_000; number++)
        {
            try
            {
                FaultInjection.Make(() => new Pendulum(), new FaultRates(CallHang: 0.2), Life(number), released.Token).Dispose();
            }
            catch (InjectedFaultException e)
            {
                Assert.Equal("a hang was injected in construction", e.Message);
                hangs++;
            }
        }

        Assert.InRange(hangs, 330, 470);
    }

    [Fact]
    public async Task A_hanging_disposal_frees_the_environment_once_it_is_released()
    {
        using var release = new CancellationTokenSource();
        using var inner = new Freed();
        var number = Enumerable.Range(0, 100).Select(i => (uint)i).First(i => Life(i) is var life && life.NextDouble() >= 0.5 && life.NextDouble() < 0.5);
        var environment = FaultInjection.Make(() => inner, new FaultRates(CallHang: 0.5), Life(number), release.Token);
        var disposal = Task.Factory.StartNew(
            environment.Dispose, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.NotSame(disposal, await Task.WhenAny(disposal, Task.Delay(100, TestContext.Current.CancellationToken)));
        Assert.False(inner.IsFreed);
        await release.CancelAsync();
        await disposal;
        Assert.True(inner.IsFreed);
    }

    [Theory]
    [InlineData(-0.1, 0)]
    [InlineData(0.6, 0.5)]
    [InlineData(double.NaN, 0)]
    public void Rates_that_are_no_probabilities_are_refused(double exception, double hang)
    {
        using var inner = new Pendulum();
        Assert.Throws<ArgumentException>(() => new FaultInjection(inner, new FaultRates(exception, Hang: hang), CancellationToken.None));
    }

    private static AddressedRandom Life(uint number) => new(1, DrawPurpose.LifeFault, number);

    /// <summary>Which calls hang that are made before each of so many steps.</summary>
    private static List<string> CallHangs(double rate, ulong key, uint steps)
    {
        using var released = new CancellationTokenSource();
        released.Cancel();
        using var environment = new FaultInjection(new Pendulum(), new FaultRates(CallHang: rate), released.Token);
        var (observation, state, hangs) = (new double[3], new byte[environment.StateSize], new List<string>());
        environment.Reset(1, observation);
        environment.SaveState(state);
        for (var step = 0u; step < steps; step++)
        {
            environment.Arm(key, step);
            foreach (var call in (Action[])[
                () => environment.Reset(1, observation), () => environment.SaveState(state), () => environment.RestoreState(state, observation)])
            {
                try
                {
                    call();
                }
                catch (InjectedFaultException e)
                {
                    hangs.Add(e.Message);
                }
            }
        }

        return hangs;
    }

    /// <summary>What fails within so many steps: number of the step and the fault.</summary>
    private static List<string> Faults(FaultRates rates, ulong key, int steps, uint firstStep = 0)
    {
        using var released = new CancellationTokenSource();
        released.Cancel();
        using var environment = new FaultInjection(new Pendulum(), rates, released.Token);
        var observation = new double[3];
        var faults = new List<string>();
        environment.Reset(1, observation);
        environment.Arm(key, firstStep);
        for (var step = firstStep; step < firstStep + steps; step++)
        {
            try
            {
                var reward = environment.Step([0], observation).Reward;
                var poisoned = Array.Find(observation, value => !double.IsFinite(value));
                if (!double.IsFinite(reward))
                {
                    faults.Add($"{step} reward {reward}");
                }
                else if (!double.IsFinite(poisoned))
                {
                    faults.Add($"{step} observation {poisoned}");
                }
            }
            catch (InjectedFaultException e)
            {
                Assert.EndsWith($"at step {step}", e.Message);
                faults.Add($"{step} {e.Message}");
            }
        }

        return faults;
    }

    private sealed class Freed() : EnvironmentWrapper(new Pendulum())
    {
        public bool IsFreed { get; private set; }

        public override void Dispose()
        {
            IsFreed = true;
            base.Dispose();
        }
    }
}
