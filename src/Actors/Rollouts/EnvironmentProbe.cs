using AwacAkka.Actors.Configuration;
using AwacAkka.Collecting;
using AwacAkka.Environments;

namespace AwacAkka.Actors.Rollouts;

/// <summary>Finds out whether a run's environment can be made at all, and whether it holds to what a run relies on.</summary>
public static class EnvironmentProbe
{
    private static readonly TimeSpan ShortestPace = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPace = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes and frees a configuration's environment once, to find out before anything is written whether that can be done at all.</summary>
    /// <exception cref="UnsuitableEnvironmentException">Policies here cannot act in it.</exception>
    /// <exception cref="EnvironmentFailureException">Its own code fails.</exception>
    /// <exception cref="RunConfigException">Making it takes longer than <c>rollouts.start-timeout</c>, or the algorithm cannot take its actions.</exception>
    /// <exception cref="MissingNativeLibraryException">Its engine is not installed.</exception>
    public static void Probe(RunConfig config) => Watch(config, heartbeat =>
    {
        using var environment = Make(config, heartbeat);
        TaskActions.Check(config, environment);
    });

    /// <summary>
    /// For a run that has not begun: also takes a few steps, which draw from a seed of their own. One that fails now and then is what a run bears
    /// with, so it has failed that fails <c>rollouts.max-failures</c> times in a row. One that is not trusted with this process is only made.
    /// </summary>
    /// <exception cref="UnsuitableEnvironmentException">Policies here cannot act in it.</exception>
    /// <exception cref="EnvironmentFailureException">Its own code fails, it yields what is not finite, or it is not repeatable.</exception>
    /// <exception cref="RunConfigException">A call takes longer than its time-out, or the algorithm cannot take its actions.</exception>
    /// <exception cref="MissingNativeLibraryException">Its engine is not installed.</exception>
    public static void Try(RunConfig config)
    {
        Probe(config);
        if (config.Rollouts.Isolation == Isolation.Process)
        {
            return;
        }

        Watch(config, heartbeat =>
        {
            for (var failures = 1; !Succeeds(config, heartbeat, isLast: failures >= config.Rollouts.MaxFailures); failures++)
            {
            }
        });
    }

    private static bool Succeeds(RunConfig config, Heartbeat heartbeat, bool isLast)
    {
        try
        {
            using var first = Make(config, heartbeat);
            using var second = Make(config, heartbeat);
            EnvironmentTrial.Run(config.Environment.Id, first, second);
            return true;
        }
        catch (EnvironmentFailureException) when (!isLast)
        {
            return false;
        }
    }

    private static WatchedEnvironment Make(RunConfig config, Heartbeat heartbeat) =>
        WatchedEnvironment.Make(() => PolicyEnvironment.MakeNamingFailures(config.Environment.Id), heartbeat);

    /// <summary>Does something on a thread of its own, which is left behind where a call does not return.</summary>
    private static void Watch(RunConfig config, Action<Heartbeat> work)
    {
        var (limits, heartbeat) = (CallLimits.Of(config.Rollouts), new Heartbeat());
        var probe = Task.Factory.StartNew(() => work(heartbeat), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (!((IAsyncResult)probe).AsyncWaitHandle.WaitOne(limits.Pace(ShortestPace, LongestPace)))
        {
            if (heartbeat.UnderWay is { } call && limits.AreExceededBy(call))
            {
                throw new RunConfigException($"{config.Environment.Id} {limits.ExplainRefusal(call.Call)}");
            }
        }

        probe.GetAwaiter().GetResult();
    }
}
