using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Rollouts;

namespace AwacAkka.Actors.Processes;

/// <summary>Runners that live where a configuration says.</summary>
internal static class RolloutRunners
{
    /// <summary>Makes them; none is started yet.</summary>
    /// <param name="config">Where they live, and how long calls may take.</param>
    /// <param name="setting">What the rollouts depend on.</param>
    /// <param name="launch">How worker processes are started; null where they live in none.</param>
    /// <param name="log">Gets what worker processes write to their error streams; called from any thread.</param>
    public static IRolloutRunners Of(RolloutsSection config, RolloutSetting setting, WorkerLaunch? launch, Action<string> log) =>
        config.Isolation == Isolation.Process ? new WorkerProcesses(launch!, setting, config, log) : new LocalRunners(setting);
}
