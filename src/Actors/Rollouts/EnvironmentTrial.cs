using AwacAkka.Environments;

namespace AwacAkka.Actors.Rollouts;

/// <summary>
/// A few steps that show what a run relies on: numbers are finite, a start follows from its seed, and a restored state has the same future, also
/// in another instance. An environment that breaks this would give a run other results after a stop, without a word.
/// </summary>
internal static class EnvironmentTrial
{
    private const ulong Seed = 2006_09359;
    private const int StepsBeforeSave = 2;

    /// <summary>Tries two instances of one environment.</summary>
    /// <param name="id">The registered id.</param>
    /// <param name="first">One that has not been used.</param>
    /// <param name="second">Another.</param>
    /// <exception cref="EnvironmentFailureException">It breaks the contract; one sentence says how.</exception>
    public static void Run(string id, IEnvironment first, IEnvironment second)
    {
        var start = new double[first.ObservationSpace.Dimension];
        first.Reset(Seed, start);
        RequireFinite(id, start, "the first observation");
        if (Advance(id, first, start.Length) is { } before)
        {
            CompareFutures(id, first, second, before);
        }

        var again = new double[start.Length];
        first.Reset(Seed, again);
        RequireSame(id, start, again, "in a second episode of the same seed", "the first observation", "a start must depend on the seed alone");
    }

    /// <summary>Takes the first steps; null where the episode ends with them.</summary>
    private static double[]? Advance(string id, IEnvironment environment, int observed)
    {
        var observation = new double[observed];
        for (var step = 0; step < StepsBeforeSave; step++)
        {
            var result = Step(id, environment, step, observation);
            if (result.Terminated || result.Truncated)
            {
                return null;
            }
        }

        return observation;
    }

    private static void CompareFutures(string id, IEnvironment first, IEnvironment second, double[] before)
    {
        const string Fix = "SaveState must hold all that later steps depend on";
        double[] restored = new double[before.Length], after = new double[before.Length], afterRestored = new double[before.Length];
        var state = new byte[first.StateSize];
        first.SaveState(state);
        var result = Step(id, first, StepsBeforeSave, after);
        second.RestoreState(state, restored);
        RequireSame(id, before, restored, "after a restored state", "the observation of that moment", Fix);
        var resultRestored = Step(id, second, StepsBeforeSave, afterRestored);
        RequireSame(id, after, afterRestored, "after a restored state", "the next observation", Fix);
        RequireSame(id, [result.Reward], [resultRestored.Reward], "after a restored state", "the next reward", Fix);
        if ((result.Terminated, result.Truncated) != (resultRestored.Terminated, resultRestored.Truncated))
        {
            throw NotRepeatable(id, "after a restored state the episode ends at another step", Fix);
        }
    }

    private static StepResult Step(string id, IEnvironment environment, int step, double[] observation)
    {
        var action = new double[environment.ActionSpace.Dimension];
        for (var d = 0; d < action.Length; d++)
        {
            action[d] = environment.ActionSpace is Discrete choices ? step % choices.Count : Math.Sin(1 + step + d);
        }

        var result = environment.Step(action, observation);
        RequireFinite(id, observation, "the observation of a step");
        RequireFinite(id, [result.Reward], "the reward of a step");
        return result;
    }

    private static void RequireFinite(string id, ReadOnlySpan<double> values, string what)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite((float)values[i]))
            {
                var which = values.Length == 1 ? what : $"element {i} of {what}";
                throw new EnvironmentFailureException($"{id} cannot be used: {which} is {values[i]}, not a finite float; mend the environment");
            }
        }
    }

    private static void RequireSame(string id, ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, string when, string what, string fix)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (BitConverter.DoubleToInt64Bits(expected[i]) != BitConverter.DoubleToInt64Bits(actual[i]))
            {
                var which = expected.Length == 1 ? what : $"element {i} of {what}";
                throw NotRepeatable(id, $"{when} {which} is {actual[i]:r} instead of {expected[i]:r}", fix);
            }
        }
    }

    private static EnvironmentFailureException NotRepeatable(string id, string how, string fix) => new($"{id} is not repeatable: {how}; {fix}");
}
