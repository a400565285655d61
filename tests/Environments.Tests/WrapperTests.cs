using AwacAkka.Environments.Classic;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Environments.Tests;

public class WrapperTests
{
    [Fact]
    public void The_step_count_travels_with_the_state()
    {
        using var environment = new TimeLimit(new Pendulum(), 3);
        using var other = new TimeLimit(new Pendulum(), 3);
        var observation = new double[3];
        var state = new byte[environment.StateSize];
        environment.Reset(1, observation);
        environment.Step([0], observation);
        environment.Step([0], observation);
        environment.SaveState(state);
        other.RestoreState(state, observation);
        Assert.True(other.Step([0], observation).Truncated);
    }

    [Fact]
    public void A_refused_action_does_not_count_as_a_step()
    {
        using var environment = new TimeLimit(new Pendulum(), 2);
        var observation = new double[3];
        environment.Reset(1, observation);
        Assert.Throws<ArgumentException>(() => environment.Step([double.NaN], observation));
        Assert.False(environment.Step([0], observation).Truncated);
        Assert.True(environment.Step([0], observation).Truncated);
    }

    /// <summary>The engine clips the motors either way, so only the control cost may differ: 0.1 (6 x 9 - 6 x 1).</summary>
    [Fact]
    public void Clipping_changes_the_control_cost_but_not_the_motion()
    {
        using var raw = new HalfCheetah();
        using var clipped = new ClipAction(new HalfCheetah());
        double[] ofRaw = new double[17], ofClipped = new double[17];
        raw.Reset(5, ofRaw);
        clipped.Reset(5, ofClipped);
        double[] action = [3, -3, 3, -3, 3, 3];
        var rawReward = raw.Step(action, ofRaw).Reward;
        var clippedReward = clipped.Step(action, ofClipped).Reward;
        Assert.Equal(ofRaw, ofClipped);
        Assert.Equal(4.8, clippedReward - rawReward, 1e-12);
        Assert.Equal([3, -3, 3, -3, 3, 3], action);
    }

    [Fact]
    public void Rewards_are_scaled_and_then_shifted_and_nothing_else_changes()
    {
        using var raw = new Pendulum();
        using var shaped = new TransformReward(new Pendulum(), 0.5, -3);
        double[] ofRaw = new double[3], ofShaped = new double[3];
        raw.Reset(5, ofRaw);
        shaped.Reset(5, ofShaped);
        Assert.Equal(raw.Step([1], ofRaw).Reward * 0.5 - 3, shaped.Step([1], ofShaped).Reward);
        Assert.Equal(ofRaw, ofShaped);
    }

    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(1, double.PositiveInfinity)]
    public void Rewards_are_not_scaled_by_what_is_no_number(double scale, double shift) =>
        Assert.Throws<ArgumentException>(() => new TransformReward(new Pendulum(), scale, shift));

    [Fact]
    public void Observations_are_standardised_by_the_given_statistics_from_the_first_on()
    {
        using var raw = new Pendulum();
        using var normalised = new NormalizeObservation(new Pendulum(), [0.5, 0, -1], [2, 4, 0.5]);
        double[] ofRaw = new double[3], ofNormalised = new double[3];
        raw.Reset(5, ofRaw);
        normalised.Reset(5, ofNormalised);
        AssertStandardised();
        Assert.Equal(raw.Step([1], ofRaw), normalised.Step([1], ofNormalised));
        AssertStandardised();
        var box = Assert.IsType<Box>(normalised.ObservationSpace);
        Assert.Equal([-0.75, -0.25, -14], box.Low);
        Assert.Equal([0.25, 0.25, 18], box.High);

        void AssertStandardised() =>
            Assert.Equal([(ofRaw[0] - 0.5) / 2, ofRaw[1] / 4, (ofRaw[2] + 1) / 0.5], ofNormalised);
    }

    [Theory]
    [InlineData(0, 0, 0, 1, 1, 0)]
    [InlineData(0, 0, 0, 1, -1, 1)]
    [InlineData(0, 0, 0, 1, double.NaN, 1)]
    [InlineData(0, double.NaN, 0, 1, 1, 1)]
    public void Statistics_that_cannot_be_divided_by_are_refused(double m0, double m1, double m2, double d0, double d1, double d2) =>
        Assert.Throws<ArgumentException>(() => new NormalizeObservation(new Pendulum(), [m0, m1, m2], [d0, d1, d2]));

    [Fact]
    public void Statistics_of_another_length_are_refused() =>
        Assert.Throws<ArgumentException>(() => new NormalizeObservation(new Pendulum(), [0, 0], [1, 1, 1]));

    [Fact]
    public void Only_actions_of_a_box_are_clipped_or_rescaled()
    {
        Assert.Throws<ArgumentException>(() => new ClipAction(new CartPole()));
        Assert.Throws<ArgumentException>(() => new RescaleAction(new CartPole()));
    }

    /// <summary>The use that both are for: what a user registers as a task in other units.</summary>
    [Fact]
    public void A_task_may_be_shaped_normalised_and_cut()
    {
        using var made = new TimeLimit(
            new NormalizeObservation(new TransformReward(new Pendulum(), 0.1, 1), mean: [0, 0, 1], deviation: [1, 1, 4]), limit: 3);
        using var raw = new Pendulum();
        double[] ofMade = new double[3], ofRaw = new double[3];
        made.Reset(7, ofMade);
        raw.Reset(7, ofRaw);
        for (var step = 1; step <= 3; step++)
        {
            Assert.Equal([ofRaw[0], ofRaw[1], (ofRaw[2] - 1) / 4], ofMade);
            var (result, plain) = (made.Step([0.5], ofMade), raw.Step([0.5], ofRaw));
            Assert.Equal(0.1 * plain.Reward + 1, result.Reward);
            Assert.Equal(step == 3, result.Truncated);
        }
    }
}
