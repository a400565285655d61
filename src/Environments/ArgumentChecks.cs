namespace AwacAkka.Environments;

/// <summary>What every environment asks of the buffers and actions it is handed.</summary>
internal static class ArgumentChecks
{
    /// <exception cref="ArgumentException">The action has another length than the space, or a number that is not finite.</exception>
    public static void CheckAction(string id, Space space, ReadOnlySpan<double> action)
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
    public static void CheckState(string id, int expected, int actual)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"A saved state of {id} has {expected} bytes, not {actual}.", nameof(actual));
        }
    }
}
