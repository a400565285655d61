namespace AwacAkka.Data.Logs;

/// <summary>The ends of a log's episodes, whichever of the field's ways they are stored in.</summary>
/// <param name="Terminals">Whether s' is terminal.</param>
/// <param name="Timeouts">Whether the episode was cut.</param>
/// <param name="Note">How one was worked out from other arrays, in a sentence; null where both are stored.</param>
internal sealed record LoggedEnds(LogColumn Terminals, LogColumn Timeouts, string? Note)
{
    /// <summary>Takes what is stored and works the rest out.</summary>
    /// <param name="terminals">Stored terminals, if any.</param>
    /// <param name="timeouts">Stored timeouts, if any.</param>
    /// <param name="dones">Stored ends of either kind, if any.</param>
    /// <param name="options">What the log is of, if known, and how it is to be read.</param>
    /// <param name="lacks">Makes the error for a missing key.</param>
    /// <exception cref="InvalidDataException">Nothing tells the ends, or a flag is no flag.</exception>
    public static LoggedEnds Of(
        LogColumn? terminals, LogColumn? timeouts, LogColumn? dones, LogOptions options, Func<string, string, InvalidDataException> lacks) =>
        (terminals, timeouts, dones) switch
        {
            ({ } known, { } cut, _) => new LoggedEnds(known, cut, null),
            ({ } known, null, { } ends) => new LoggedEnds(
                known, Without(LogKeys.Timeouts, ends, known), $"rows that '{ends.Key}' ends and '{known.Key}' does not count as timed out"),
            (null, { } cut, { } ends) => new LoggedEnds(
                Without(LogKeys.Terminals, ends, cut), cut, $"rows that '{ends.Key}' ends and '{cut.Key}' does not count as terminal"),
            (null, null, { } ends) => options.Task is { } task
                ? SplitDones(ends, task)
                : throw lacks(
                    LogKeys.Terminals,
                    $"'{ends.Key}' does not tell a failure from a time limit: name the environment, whose limit then does, with --environment"),
            ({ } known, null, null) => options.Task is { } task
                ? ByTimeLimit(known, task, options.KeepTerminalsAtLimit)
                : throw lacks(
                    LogKeys.Timeouts,
                    "name the environment with --environment: ends are then set by its time limit, as D4RL does"),
            _ => throw lacks(LogKeys.Terminals, "store where episodes end"),
        };

    /// <summary>Reads a column of zeros and ones.</summary>
    /// <exception cref="InvalidDataException">It holds another number.</exception>
    public static bool[] Flags(LogColumn column)
    {
        var flags = new bool[column.Shape[0]];
        var buffer = new float[Math.Min(flags.Length, LogColumn.BlockRows)];
        for (var start = 0; start < flags.Length; start += buffer.Length)
        {
            var block = buffer.AsSpan(0, Math.Min(buffer.Length, flags.Length - start));
            TransitionReader.ReadFlags(column, start, block, flags.AsSpan(start));
        }

        return flags;
    }

    /// <summary>The ends of paths, whose terminals may be gym's done: one at exactly the time limit's step is timed out.</summary>
    /// <param name="done">The name under which these are stored.</param>
    /// <param name="options">What the log is of, if known, and how it is to be read.</param>
    /// <exception cref="InvalidDataException">A flag is no flag.</exception>
    public LoggedEnds OfPaths(string done, LogOptions options)
    {
        var (terminals, timeouts) = (Flags(Terminals), Flags(Timeouts));
        var said = terminals.Count(terminal => terminal);
        if (said == 0 || options.KeepTerminalsAtLimit)
        {
            return this;
        }

        if (options.Task is not { } task)
        {
            var word = $"'{done}' is taken at its word, though it may be true at a time limit as well: its {said} ends count as terminal";
            return this with { Note = $"{word}; name the environment with --environment, whose limit then tells" };
        }

        var cut = TimeOutAtLimit(terminals, timeouts, task);
        return cut == 0 ? this : new LoggedEnds(
            new DerivedFlags(LogKeys.Terminals, terminals), new DerivedFlags(LogKeys.Timeouts, timeouts),
            $"'{done}' may be true at a time limit as well: of its ends, {cut} are at the time limit of {task.Id}, {task.TimeLimit} steps, and count as "
            + $"timed out, {said - cut} as terminal");
    }

    /// <summary>Makes terminals at exactly the time limit's step timeouts.</summary>
    /// <returns>How many they are.</returns>
    private static int TimeOutAtLimit(bool[] terminals, bool[] timeouts, LoggedTask task)
    {
        var (steps, cut) = (0, 0);
        for (var row = 0; row < terminals.Length; row++)
        {
            steps++;
            if (terminals[row] && steps == task.TimeLimit)
            {
                (terminals[row], timeouts[row]) = (false, true);
                cut++;
            }

            steps = terminals[row] || timeouts[row] ? 0 : steps;
        }

        return cut;
    }

    private static DerivedFlags Without(string key, LogColumn ends, LogColumn others)
    {
        var (flags, taken) = (Flags(ends), Flags(others));
        for (var row = 0; row < flags.Length; row++)
        {
            flags[row] &= !taken[row];
        }

        return new DerivedFlags(key, flags);
    }

    /// <summary>An end at the time limit's step is a timeout, an earlier one a terminal.</summary>
    private static LoggedEnds SplitDones(LogColumn ends, LoggedTask task)
    {
        var terminals = Flags(ends);
        var timeouts = new bool[terminals.Length];
        var cut = TimeOutAtLimit(terminals, timeouts, task);
        var failed = terminals.Count(terminal => terminal);
        var limit = task.TimeLimit is { } most ? $"the time limit of {task.Id}, {most} steps" : $"no time limit, which {task.Id} has not";
        return new LoggedEnds(
            new DerivedFlags(LogKeys.Terminals, terminals), new DerivedFlags(LogKeys.Timeouts, timeouts),
            $"'{ends.Key}' does not tell a failure from a time limit: of its ends, {cut} are at {limit}, and count as timed out, {failed} as terminal");
    }

    /// <summary>
    /// D4RL's qlearning_dataset without timeouts: an episode is cut at the environment's last step, and a terminal there does not count.
    /// D4RL begins to count at 1 behind a terminal and so cuts the next episode a step early; here it is cut where the environment cuts it.
    /// </summary>
    private static LoggedEnds ByTimeLimit(LogColumn known, LoggedTask task, bool keepTerminals)
    {
        var terminals = Flags(known);
        var timeouts = new bool[terminals.Length];
        var (steps, cut, moved) = (0, 0, 0);
        for (var row = 0; row < terminals.Length; row++)
        {
            steps++;
            timeouts[row] = steps == task.TimeLimit && !(keepTerminals && terminals[row]);
            if (timeouts[row])
            {
                cut++;
                moved += terminals[row] ? 1 : 0;
                terminals[row] = false;
            }

            steps = terminals[row] || timeouts[row] ? 0 : steps;
        }

        var logged = moved > 0 ? $"; {moved} of them were logged as terminal" : string.Empty;
        return new LoggedEnds(
            new DerivedFlags(LogKeys.Terminals, terminals), new DerivedFlags(LogKeys.Timeouts, timeouts),
            task.TimeLimit is { } limit
                ? $"'{LogKeys.Timeouts}' are not stored: {cut} ends are set by the time limit of {task.Id}, {limit} steps, as D4RL does{logged}"
                : $"'{LogKeys.Timeouts}' are not stored, and {task.Id} has no time limit: only terminals end episodes");
    }
}
