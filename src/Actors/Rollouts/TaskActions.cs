using AwacAkka.Actors.Configuration;
using AwacAkka.Environments;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Rollouts;

/// <summary>What an algorithm's actions must be to an environment's.</summary>
internal static class TaskActions
{
    /// <summary>The sizes of a task.</summary>
    public static Dimensions DimensionsOf(IEnvironment environment) =>
        new(environment.ObservationSpace.Dimension, environment.ActionSpace.Dimension) { Choices = (environment.ActionSpace as Discrete)?.Count ?? 0 };

    /// <summary>Refuses an algorithm that cannot take the environment's actions.</summary>
    /// <exception cref="RunConfigException">It cannot; one sentence says which can.</exception>
    public static void Check(RunConfig config, IEnvironment environment)
    {
        var space = environment.ActionSpace is Discrete ? ActionSpaces.Discrete : ActionSpaces.Box;
        var unable = config.Algorithms.Select(AlgorithmRegistry.Of).FirstOrDefault(algorithm => !algorithm.ActionSpaces.HasFlag(space));
        if (unable is null)
        {
            return;
        }

        var actions = environment.ActionSpace is Discrete discrete ? $"{discrete.Count} discrete ones" : "continuous";
        var able = AlgorithmRegistry.All.Where(other => other.ActionSpaces.HasFlag(space)).Select(other => other.Name);
        throw new RunConfigException(
            $"the actions of {config.Environment.Id} are {actions}, which {unable.Name} does not take: set algorithm.name to one of {string.Join(", ", able)}, or "
            + "choose another environment.id; 'awac envs' lists them");
    }
}
