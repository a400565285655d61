using System.Diagnostics;
using AwacAkka.Environments;

namespace AwacAkka.Bench.Rollout;

/// <summary>The same environment in a bare loop: a fixed episode again and again, without a policy; nothing is recorded.</summary>
/// <param name="setting">Which actions.</param>
/// <param name="environment">The environment.</param>
/// <param name="start">The state that the episode starts from.</param>
/// <param name="actions">Its actions, row-major.</param>
internal sealed class BareStepping(string setting, IEnvironment environment, byte[] start, double[] actions) : IContender
{
    private readonly int width = environment.ActionSpace.Dimension;
    private readonly double[] observation = new double[environment.ObservationSpace.Dimension];
    private int next;

    /// <inheritdoc />
    public string Setting => setting;

    /// <inheritdoc />
    public double Run(int count)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
        {
            if (next == 0)
            {
                environment.RestoreState(start, observation);
            }

            environment.Step(actions.AsSpan(next, width), observation);
            next = (next + width) % actions.Length;
        }

        return clock.Elapsed.TotalSeconds;
    }
}
