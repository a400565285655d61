using AwacAkka.Actors;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;

namespace AwacAkka.Cli.Progress;

/// <summary>
/// How fast a run is and how long it will take: from the learner's and the rollouts' latest speeds. Before the online phase has shown
/// its own speed, an online update is taken to cost as much more than an offline one as its batch is larger.
/// </summary>
/// <param name="config">The run's configuration.</param>
/// <param name="forked">Where it starts, if it is a fork.</param>
internal sealed class RunPace(RunConfig config, RunForked? forked = null)
{
    private readonly long totalUpdates = new RunPlan(config, forked).TotalUpdates;
    private double? offlineRate;
    private double? onlineRate;
    private long updates;
    private long steps;

    /// <summary>Updates per second at present.</summary>
    public double? UpdatesPerSecond { get; private set; }

    /// <summary>Environment steps per second while collecting, over all workers.</summary>
    public double? StepsPerSecond { get; private set; }

    /// <summary>Time to the end, evaluations apart, or null while nothing has been measured.</summary>
    public TimeSpan? TimeLeft
    {
        get
        {
            var online = onlineRate ?? offlineRate * config.Algorithm.OfflineBatchSize / config.AlgorithmIn(RunPhase.Online).OnlineBatchSize;
            var offlineLeft = Math.Max(0, config.Offline.Updates - updates);
            var onlineLeft = totalUpdates - Math.Max(updates, config.Offline.Updates);
            var seconds = Seconds(offlineLeft, offlineRate) + Seconds(onlineLeft, online);
            if (config.Rounds.PipelineDepth == 0 && StepsPerSecond is { } speed)
            {
                seconds += (config.Online.Steps - steps) / speed;
            }

            return seconds is { } known && known < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(known) : null;
        }
    }

    /// <summary>Takes progress in.</summary>
    public void Add(RunAdvance advance)
    {
        (updates, steps) = (advance.Updates, advance.Steps);
        if (advance.UpdatesPerSecond is { } rate)
        {
            ref var current = ref advance.Phase == RunPhase.Online ? ref onlineRate : ref offlineRate;
            current = rate;
            UpdatesPerSecond = rate;
        }

        if (advance.StepsPerSecond is { } speed)
        {
            StepsPerSecond = speed * Math.Min(config.Rollouts.Workers, config.Rollouts.Slots);
        }
    }

    private static double? Seconds(long amount, double? rate) => amount <= 0 ? 0 : amount / rate;
}
