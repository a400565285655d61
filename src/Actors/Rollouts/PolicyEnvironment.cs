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
    public static IEnvironment Make(string id) => new ClipAction(new RescaleAction(EnvironmentRegistry.Make(id)));
}
