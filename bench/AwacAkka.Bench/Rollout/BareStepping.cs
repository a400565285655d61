using System.Diagnostics;
using AwacAkka.Environments;

namespace AwacAkka.Bench.Rollout;

/// <summary>The same environment in a bare loop: actions of zero, nothing recorded.</summary>
internal sealed class BareStepping(IEnvironment environment) : IContender
{
    private readonly double[] action = new double[environment.ActionSpace.Dimension];
    private readonly double[] observation = new double[environment.ObservationSpace.Dimension];
    private ulong episode;
    private bool running;

    /// <inheritdoc />
    public string Setting => "zero actions, no policy";

    /// <inheritdoc />
    public double Run(int count)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            if (!running)
            {
                environment.Reset(episode++, observation);
            }

            var result = environment.Step(action, observation);
            running = !result.Terminated && !result.Truncated;
        }

        return clock.Elapsed.TotalSeconds;
    }
}
