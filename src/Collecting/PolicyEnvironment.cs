using AwacAkka.Environments;
using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Collecting;

/// <summary>Environments as policies see them.</summary>
public static class PolicyEnvironment
{
    /// <summary>
    /// An environment with its time limit whose actions are in [-1, 1]: what lies outside is clipped, and the rest is scaled to the
    /// environment's own box, as in rlkit's normalised environments. Of choices an action is the index, as it is.
    /// </summary>
    /// <exception cref="UnknownEnvironmentException">No environment has this id.</exception>
    /// <exception cref="UnsuitableEnvironmentException">
    /// Its actions are neither those of a bounded box nor choices, which is all that policies here can take, or its registration says other of them.
    /// </exception>
    public static IEnvironment Make(string id)
    {
        var environment = EnvironmentRegistry.Make(id);
        var hasChoices = environment.ActionSpace is Discrete;
        if (hasChoices != EnvironmentRegistry.HasChoices(id))
        {
            environment.Dispose();
            throw new UnsuitableEnvironmentException(
                $"the actions of {id} are {(hasChoices ? "choices" : "no choices")}, but it is registered otherwise: set HasChoices of its EnvironmentSpec to "
                + (hasChoices ? "true" : "false"));
        }

        if (hasChoices)
        {
            return environment;
        }

        if (environment.ActionSpace is Box box && box.Low.Concat(box.High).All(double.IsFinite))
        {
            return new ClipAction(new RescaleAction(environment));
        }

        environment.Dispose();
        throw new UnsuitableEnvironmentException(
            $"the actions of {id} are without bounds, but policies here act in a bounded box; 'awac envs' lists environments that have one");
    }
}

/// <summary>Policies here cannot act in an environment; the message is one sentence that says why.</summary>
/// <param name="message">The sentence.</param>
public sealed class UnsuitableEnvironmentException(string message) : Exception(message);
