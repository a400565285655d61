using AwacAkka.Environments;
using Robots;

namespace AwacAkka.Samples.Tests;

public class RobotsTests
{
    [Fact]
    public void A_docked_mass_at_rest_costs_nothing_and_stays()
    {
        using var docking = new Docking();
        var observation = new double[2];
        docking.RestoreState(new byte[docking.StateSize], observation);
        Assert.Equal(0, docking.Step([0], observation).Reward);
        Assert.Equal([0, 0], observation);
    }

    [Fact]
    public void A_mass_that_is_driven_off_the_line_ends_the_episode_at_a_loss()
    {
        using var docking = new Docking();
        var observation = new double[2];
        docking.Reset(1, observation);
        StepResult result = default;
        for (var step = 0; step < 1_000 && !result.Terminated; step++)
        {
            result = docking.Step([1], observation);
        }

        Assert.True(result.Terminated);
        Assert.Equal(-50, result.Reward);
        Assert.True(observation[0] > 2);
    }

    /// <summary>A tilt that raises the side where the bead is, or where it is going, brings it back.</summary>
    [Fact]
    public void A_beam_can_be_balanced_and_an_idle_one_cannot()
    {
        Assert.Equal(300, Balance((tilt, bead, tiltSpeed, beadSpeed) => 20 * (0.6 * bead + 0.5 * beadSpeed - tilt) - 2 * tiltSpeed));
        Assert.InRange(Balance((_, _, _, _) => 0), 1, 299);
    }

    private static int Balance(Func<double, double, double, double, double> controller)
    {
        using var beam = new BalanceBeam();
        var o = new double[4];
        beam.Reset(3, o);
        for (var step = 1; step <= 300; step++)
        {
            if (beam.Step([Math.Clamp(controller(o[0], o[1], o[2], o[3]), -1, 1)], o).Terminated)
            {
                return step;
            }
        }

        return 300;
    }
}
