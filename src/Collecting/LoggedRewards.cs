using AwacAkka.Data.Logs;
using AwacAkka.Environments;

namespace AwacAkka.Collecting;

/// <summary>Rewards of logged transitions as an environment would have paid them.</summary>
public static class LoggedRewards
{
    /// <summary>
    /// The environment's reward, for actions in [-1, 1] as datasets hold them, scaled to the environment's box; null where the
    /// environment cannot tell it from observations. Whether an action outside was clipped before it cost something differs between
    /// programs: where that matters, the reward is not a number.
    /// </summary>
    public static RewardOf? Of(IEnvironment bare)
    {
        if (bare is not IRecomputableReward { IsRewardRecomputable: true } environment || bare.ActionSpace is not Box box)
        {
            return null;
        }

        var observation = new double[bare.ObservationSpace.Dimension];
        var successor = new double[bare.ObservationSpace.Dimension];
        var control = new double[box.Dimension];
        return (s, a, next) =>
        {
            Widen(s, observation);
            Widen(next, successor);
            var clipped = Pay(a, 1);
            return a.IndexOfAnyExceptInRange(-1f, 1f) < 0 || clipped == Pay(a, float.MaxValue) ? clipped : double.NaN;
        };

        double Pay(ReadOnlySpan<float> action, float largest)
        {
            for (var d = 0; d < control.Length; d++)
            {
                control[d] = box.Low[d] + (Math.Clamp(action[d], -largest, largest) + 1.0) * (box.High[d] - box.Low[d]) / 2;
            }

            return environment.RewardOf(observation, control, successor);
        }
    }

    private static void Widen(ReadOnlySpan<float> from, double[] to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = from[i];
        }
    }
}
