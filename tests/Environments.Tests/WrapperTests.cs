using AwacAkka.Environments;
using AwacAkka.Environments.MuJoCo;
using AwacAkka.Environments.Wrappers;

namespace Environments.Tests;

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
    public void Clipping_lets_no_number_pass_that_is_not_finite()
    {
        using var environment = new ClipAction(new Pendulum());
        var observation = new double[3];
        environment.Reset(1, observation);
        Assert.Throws<ArgumentException>(() => environment.Step([double.NaN], observation));
        Assert.Throws<ArgumentException>(() => environment.Step([double.PositiveInfinity], observation));
        Assert.Throws<ArgumentException>(() => environment.Step([], observation));
    }

    [Fact]
    public void Clipping_allocates_nothing()
    {
        using var environment = new ClipAction(new Pendulum());
        double[] observation = new double[3], action = [9];
        environment.Reset(1, observation);
        environment.Step(action, observation);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            environment.Step(action, observation);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
