using AwacAkka.Actors.Configuration;
using AwacAkka.Environments;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Actors.Rollouts;

/// <summary>Environments as policies see them.</summary>
public static class PolicyEnvironment
{
    /// <summary>
    /// An environment with its time limit whose actions are in [-1, 1]: what lies outside is clipped, and the rest is scaled to the
    /// environment's own box, as in rlkit's normalised environments.
    /// </summary>
    /// <exception cref="UnknownEnvironmentException">No environment has this id.</exception>
    /// <exception cref="RunConfigException">Its actions are not those of a bounded box, which is all that policies here can take.</exception>
    public static IEnvironment Make(string id)
    {
        var environment = EnvironmentRegistry.Make(id);
        if (environment.ActionSpace is Box box && box.Low.Concat(box.High).All(double.IsFinite))
        {
            return new ClipAction(new RescaleAction(environment));
        }

        var actions = environment.ActionSpace is Discrete discrete ? $"{discrete.Count} discrete ones" : "without bounds";
        environment.Dispose();
        throw new RunConfigException(
            $"the actions of {id} are {actions}, but policies here act in a bounded box; 'awac envs' lists environments that have one");
    }

    /// <summary>Makes and frees a configuration's environment once, to find out before anything is written whether that can be done at all.</summary>
    /// <exception cref="RunConfigException">As for <see cref="Make"/>, or making it takes longer than <c>rollouts.start-timeout</c>.</exception>
    /// <exception cref="MissingNativeLibraryException">Its engine is not installed.</exception>
    public static void Probe(RunConfig config)
    {
        var id = config.Environment.Id;
        var limit = config.Rollouts.StartTimeout;
        var probe = Task.Factory.StartNew(() => Make(id).Dispose(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!((IAsyncResult)probe).AsyncWaitHandle.WaitOne(limit))
        {
            throw new RunConfigException(
                $"{id} could not be made: its construction took longer than {limit.TotalSeconds:g} s; mend the environment or raise rollouts.start-timeout");
        }

        probe.GetAwaiter().GetResult();
    }
}
