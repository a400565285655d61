using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Runs;

namespace AwacAkka.Actors.Reporting;

/// <summary>
/// How fast a run is and how long it will take: from the learner's and the rollouts' latest speeds. Before the online phase has shown
/// its own speed, an online update is taken to cost as much more than an offline one as its batch is larger.
/// </summary>
/// <param name="config">The run's configuration.</param>
public sealed class RunPace(RunConfig config)
{
    private readonly RunPlan plan = new(config);
    private double? offlineRate;
    private double? onlineRate;
    private long updates;
    private long steps;
    private (long Updates, long Steps) lastRound;

    /// <summary>Updates per second at present.</summary>
    public double? UpdatesPerSecond { get; private set; }

    /// <summary>Environment steps per second while collecting, over all workers.</summary>
    public double? StepsPerSecond { get; private set; }

    /// <summary>Time to the end, or null while nothing has been measured.</summary>
    public TimeSpan? TimeLeft
    {
        get
        {
            var online = onlineRate ?? offlineRate * config.Algorithm.OfflineBatchSize / config.Algorithm.OnlineBatchSize;
            var offlineLeft = Math.Max(0, config.Offline.Updates - updates);
            var onlineLeft = plan.TotalUpdates - Math.Max(updates, config.Offline.Updates);
            var seconds = Seconds(offlineLeft, offlineRate) + Seconds(onlineLeft, online);
            if (config.Rounds.PipelineDepth == 0 && StepsPerSecond is { } speed)
            {
                seconds += (config.Online.Steps - steps) / speed;
            }

            return seconds is { } known && known < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(known) : null;
        }
    }

    /// <summary>Takes the learner's progress in.</summary>
    public void Add(RunProgress progress)
    {
        (updates, steps) = (progress.Updates, progress.Steps);
        SetRate(progress.Phase, progress.UpdatesPerSecond);
    }

    /// <summary>Takes a trained round in.</summary>
    public void Add(RoundTrained trained)
    {
        if (trained.Seconds > 0)
        {
            SetRate(trained.Phase, (trained.Updates - lastRound.Updates) / trained.Seconds);
        }

        if (trained.CollectSeconds > 0)
        {
            var streams = Math.Min(config.Rollouts.Workers, config.Rollouts.Slots);
            StepsPerSecond = (trained.Steps - lastRound.Steps) / trained.CollectSeconds * streams;
        }

        (updates, steps) = lastRound = (trained.Updates, trained.Steps);
    }

    private static double? Seconds(long amount, double? rate) => amount == 0 ? 0 : amount / rate;

    private void SetRate(RunPhase phase, double rate)
    {
        if (rate > 0)
        {
            ref var current = ref phase == RunPhase.Offline ? ref offlineRate : ref onlineRate;
            current = rate;
            UpdatesPerSecond = rate;
        }
    }
}
