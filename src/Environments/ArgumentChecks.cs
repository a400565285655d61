namespace AwacAkka.Environments;

/// <summary>What every environment asks of the buffers and actions that it is handed.</summary>
internal static class ArgumentChecks
{
    /// <exception cref="InvalidOperationException">No episode has been started.</exception>
    /// <exception cref="ArgumentException">A length that does not fit, or an action that is not finite or none of the discrete ones.</exception>
    public static void CheckStep(IEnvironment environment, bool started, ReadOnlySpan<double> action, Span<double> observation)
    {
        if (!started)
        {
            throw new InvalidOperationException($"Call Reset or RestoreState of {environment.Id} before Step.");
        }

        CheckAction(environment.Id, environment.ActionSpace, action);
        CheckObservation(environment.Id, environment.ObservationSpace, observation);
    }

    /// <exception cref="ArgumentException">The buffer has another length than the space.</exception>
    public static void CheckObservation(string id, Space space, Span<double> observation)
    {
        if (observation.Length != space.Dimension)
        {
            throw new ArgumentException(
                $"An observation of {id} has {space.Dimension} numbers, the buffer holds {observation.Length}.", nameof(observation));
        }
    }

    /// <exception cref="ArgumentException">The state has another size than the environment's.</exception>
    public static void CheckState(string id, int stateSize, int length)
    {
        if (length != stateSize)
        {
            throw new ArgumentException($"A saved state of {id} has {stateSize} bytes, not {length}.", nameof(length));
        }
    }

    private static void CheckAction(string id, Space space, ReadOnlySpan<double> action)
    {
        if (action.Length != space.Dimension)
        {
            throw new ArgumentException($"An action of {id} has {space.Dimension} numbers, not {action.Length}.", nameof(action));
        }

        for (var i = 0; i < action.Length; i++)
        {
            if (!double.IsFinite(action[i]))
            {
                throw new ArgumentException($"Element {i} of an action of {id} is {action[i]}, not a finite number.", nameof(action));
            }
        }

        if (space is Discrete discrete && !(action[0] >= 0 && action[0] < discrete.Count && action[0] == Math.Floor(action[0])))
        {
            throw new ArgumentException(
                $"An action of {id} is a whole number from 0 to {discrete.Count - 1}, not {action[0]}.", nameof(action));
        }
    }
}
