using AwacAkka.Actors.Configuration;
using AwacAkka.Collecting;
using AwacAkka.Environments;

namespace AwacAkka.Actors.Rollouts;

/// <summary>Finds out whether a run's environment can be made at all.</summary>
public static class EnvironmentProbe
{
    /// <summary>Makes and frees a configuration's environment once, to find out before anything is written whether that can be done at all.</summary>
    /// <exception cref="UnsuitableEnvironmentException">Policies here cannot act in it.</exception>
    /// <exception cref="RunConfigException">Making it takes longer than <c>rollouts.start-timeout</c>, or the algorithm cannot take its actions.</exception>
    /// <exception cref="MissingNativeLibraryException">Its engine is not installed.</exception>
    public static void Probe(RunConfig config)
    {
        var limit = config.Rollouts.StartTimeout;
        var probe = Task.Factory.StartNew(() => Make(config), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!((IAsyncResult)probe).AsyncWaitHandle.WaitOne(limit))
        {
            throw new RunConfigException(
                $"{config.Environment.Id} could not be made: its construction took longer than {limit.TotalSeconds:g} s; mend the environment or raise rollouts.start-timeout");
        }

        probe.GetAwaiter().GetResult();
    }

    private static void Make(RunConfig config)
    {
        using var environment = PolicyEnvironment.Make(config.Environment.Id);
        TaskActions.Check(config, environment);
    }
}
