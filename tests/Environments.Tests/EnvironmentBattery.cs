using AwacAkka.Environments.Registry;

namespace AwacAkka.Environments.Tests;

/// <summary>What every registered environment guarantees, time limit included.</summary>
[Trait("Category", "Long")]
public class EnvironmentBattery
{
    private const ulong Seed = 20;
    private const int MaxSteps = 1000;

    public static TheoryData<string> Ids => [.. BatteryIds.All];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_registry_makes_what_its_record_says(string id)
    {
        using var environment = EnvironmentRegistry.Make(id);
        Assert.Equal(id, environment.Id);
        Assert.Equal(id, EnvironmentRegistry.Spec(id).Id);
        Assert.False(string.IsNullOrWhiteSpace(EnvironmentRegistry.Spec(id).Description));
        Assert.Equal(environment.ActionSpace is Discrete, EnvironmentRegistry.Spec(id).HasChoices);
        Assert.True(environment.StateSize > 0);
        Assert.True(environment.ObservationSpace.Dimension > 0);
        if (environment.ActionSpace is Box box)
        {
            Assert.All(box.Low.Zip(box.High), bounds => Assert.True(double.IsFinite(bounds.First) && bounds.First < bounds.Second));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Observations_lie_in_their_space_and_rewards_are_finite(string id)
    {
        using var trajectory = new Trajectory(id, Seed);
        do
        {
            if (trajectory.Environment.ObservationSpace is Box box)
            {
                Assert.All(trajectory.Observation.Select((value, i) => (value, i)), o => Assert.InRange(o.value, box.Low[o.i], box.High[o.i]));
            }

            Assert.All(trajectory.Observation, value => Assert.True(double.IsFinite(value)));
            Assert.True(double.IsFinite(trajectory.Last.Reward));
        }
        while (trajectory.TryStep(MaxSteps));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_same_seed_and_actions_give_the_same_bits_on_a_new_and_on_a_used_instance(string id)
    {
        using var first = new Trajectory(id, Seed);
        using var fresh = new Trajectory(id, Seed);
        using var used = new Trajectory(id, Seed + 1);
        used.Advance(steps: 50);
        used.Restart(Seed);
        do
        {
            Assert.Equal(first.Fingerprint(), fresh.Fingerprint());
            Assert.Equal(first.Fingerprint(), used.Fingerprint());
            fresh.TryStep(MaxSteps);
            used.TryStep(MaxSteps);
        }
        while (first.TryStep(MaxSteps));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Another_seed_starts_elsewhere(string id)
    {
        using var one = new Trajectory(id, Seed);
        using var other = new Trajectory(id, Seed + 1);
        using var high = new Trajectory(id, Seed + (1UL << 32));
        Assert.NotEqual(one.Observation, other.Observation);
        Assert.NotEqual(one.Observation, high.Observation);
    }

    /// <summary>
    /// Restored into an instance with another past, every state of an episode leads to the recorded next state, observation and
    /// result; so by induction to the same episode. Longer futures are compared now and then, for memory that is in no state.
    /// </summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void A_state_restored_at_any_step_has_the_same_future_bits(string id)
    {
        var states = new List<byte[]>();
        var fingerprints = new List<byte[]>();
        using var original = new Trajectory(id, Seed);
        do
        {
            states.Add(original.State());
            fingerprints.Add(original.Fingerprint());
        }
        while (original.TryStep(MaxSteps));

        using var other = new Trajectory(id, Seed + 1);
        for (var step = states.Count - 1; step >= 0; step--)
        {
            other.Restore(states[step], step);
            Assert.Equal(states[step], other.State());
            var horizon = Math.Min(step % 100 == 0 ? 25 : 1, states.Count - 1 - step);
            for (var ahead = 1; ahead <= horizon; ahead++)
            {
                other.Advance(steps: 1);
                Assert.Equal(fingerprints[step + ahead], other.Fingerprint());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_restored_state_writes_the_observation_of_its_moment(string id)
    {
        using var trajectory = new Trajectory(id, Seed);
        trajectory.Advance(steps: 7);
        var (state, observation) = (trajectory.State(), trajectory.Observation.ToArray());
        trajectory.Advance(steps: 5);
        trajectory.Restore(state, 7);
        Assert.Equal(observation, trajectory.Observation);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_time_limit_truncates_and_does_not_terminate(string id)
    {
        var limit = EnvironmentRegistry.Spec(id).TimeLimit;
        Assert.SkipWhen(limit is null, $"{id} has no time limit");
        using var trajectory = new Trajectory(id, Seed);
        while (trajectory.TryStep(limit!.Value))
        {
            Assert.Equal(trajectory.StepsTaken == limit, trajectory.Last.Truncated);
        }

        Assert.True(trajectory.Last.Terminated ? trajectory.StepsTaken <= limit : trajectory.StepsTaken == limit);
        trajectory.Restart(Seed);
        trajectory.Advance(steps: 1);
        Assert.False(trajectory.Last.Truncated);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Two_instances_do_not_feel_each_other_in_whatever_order_they_step(string id)
    {
        var alone = new[] { Seed, Seed + 1 }.Select(seed =>
        {
            using var trajectory = new Trajectory(id, seed);
            trajectory.Advance(steps: 60);
            return trajectory.Fingerprint();
        }).ToArray();

        using var first = new Trajectory(id, Seed);
        using var second = new Trajectory(id, Seed + 1);
        foreach (var (ofFirst, ofSecond) in new[] { (1, 3), (20, 2), (9, 25), (30, 30) })
        {
            second.Advance(ofSecond);
            first.Advance(ofFirst);
        }

        Assert.Equal(alone[0], first.Fingerprint());
        Assert.Equal(alone[1], second.Fingerprint());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Steps_and_state_calls_allocate_nothing(string id)
    {
        using var trajectory = new Trajectory(id, Seed);
        var state = trajectory.State();
        Assert.Equal(0, Allocations.OfEvery(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                trajectory.Advance(steps: 1);
                trajectory.Environment.SaveState(state);
                trajectory.Environment.RestoreState(state, trajectory.Observation);
            }

            trajectory.Environment.Reset(Seed, trajectory.Observation);
        }));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void After_dispose_every_call_is_refused(string id)
    {
        var trajectory = new Trajectory(id, Seed);
        var state = trajectory.State();
        var (environment, observation) = (trajectory.Environment, trajectory.Observation);
        environment.Dispose();
        environment.Dispose();
        var action = new double[environment.ActionSpace.Dimension];
        Assert.Throws<ObjectDisposedException>(() => environment.Reset(Seed, observation));
        Assert.Throws<ObjectDisposedException>(() => environment.Step(action, observation));
        Assert.Throws<ObjectDisposedException>(() => environment.SaveState(state));
        Assert.Throws<ObjectDisposedException>(() => environment.RestoreState(state, observation));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_bad_call_is_refused_and_changes_nothing(string id)
    {
        using var trajectory = new Trajectory(id, Seed);
        trajectory.Advance(steps: 3);
        var before = trajectory.State();
        var (environment, observation) = (trajectory.Environment, trajectory.Observation);
        var (actions, observations) = (environment.ActionSpace.Dimension, observation.Length);
        foreach (var bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            var action = new double[actions];
            action[^1] = bad;
            Assert.Throws<ArgumentException>(() => environment.Step(action, observation));
        }

        Assert.Throws<ArgumentException>(() => environment.Step(new double[actions + 1], observation));
        Assert.Throws<ArgumentException>(() => environment.Step([], observation));
        Assert.Throws<ArgumentException>(() => environment.Step(new double[actions], new double[observations - 1]));
        Assert.Throws<ArgumentException>(() => environment.Reset(Seed, new double[observations + 1]));
        Assert.Throws<ArgumentException>(() => environment.SaveState(new byte[before.Length - 1]));
        Assert.Throws<ArgumentException>(() => environment.RestoreState(before.AsSpan(1), observation));
        Assert.Equal(before, trajectory.State());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_step_before_any_reset_is_refused(string id)
    {
        using var environment = EnvironmentRegistry.Make(id);
        var observation = new double[environment.ObservationSpace.Dimension];
        Assert.Throws<InvalidOperationException>(() => environment.Step(new double[environment.ActionSpace.Dimension], observation));
    }
}
