using AwacAkka.Environments;
using AwacAkka.Environments.Registry;
using AwacAkka.Environments.Wrappers;

namespace AwacAkka.Collecting;

/// <summary>Environments as policies see them.</summary>
public static class PolicyEnvironment
{
    private const int LongestWithoutLimit = 1_000_000;

    /// <summary>
    /// An environment with its time limit whose actions are in [-1, 1]: what lies outside is clipped, and the rest is scaled to the
    /// environment's own box, as in rlkit's normalised environments. Of choices an action is the index, as it is.
    /// </summary>
    /// <exception cref="UnknownEnvironmentException">No environment has this id.</exception>
    /// <exception cref="EnvironmentFailureException">Its own code fails.</exception>
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

    /// <summary>The same where no failed call is made again: what the environment throws is a sentence that names it and the call.</summary>
    /// <exception cref="UnknownEnvironmentException">No environment has this id.</exception>
    /// <exception cref="UnsuitableEnvironmentException">Policies here cannot act in it.</exception>
    public static IEnvironment MakeNamingFailures(string id) => new NamedFailures(Make(id), id);

    /// <summary>Steps after which an evaluation's episode has failed that has not ended: its time limit, or a million where it has none.</summary>
    /// <exception cref="UnknownEnvironmentException">No environment has this id.</exception>
    public static int LongestEpisode(string id) => EnvironmentRegistry.Spec(id).TimeLimit ?? LongestWithoutLimit;
}

/// <summary>Policies here cannot act in an environment; the message is one sentence that says why.</summary>
/// <param name="message">The sentence.</param>
public sealed class UnsuitableEnvironmentException(string message) : Exception(message);
