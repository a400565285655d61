using System.Runtime.InteropServices;

namespace AwacAkka.Environments.Wrappers;

/// <summary>Truncates an episode after a number of steps. The count is part of the saved state.</summary>
public sealed class TimeLimit : EnvironmentWrapper
{
    private int steps;

    /// <summary>Wraps an environment, which it then owns.</summary>
    /// <param name="inner">What to wrap.</param>
    /// <param name="limit">The step, counted from 1, that is truncated; so are steps beyond.</param>
    public TimeLimit(IEnvironment inner, int limit)
        : base(inner)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        Limit = limit;
    }

    /// <summary>Steps per episode at most.</summary>
    public int Limit { get; }

    /// <inheritdoc />
    public override int StateSize => Inner.StateSize + sizeof(int);

    /// <inheritdoc />
    public override void Reset(ulong seed, Span<double> observation)
    {
        Inner.Reset(seed, observation);
        steps = 0;
    }

    /// <inheritdoc />
    public override StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        var result = Inner.Step(action, observation);
        steps++;
        return steps >= Limit ? result with { Truncated = true } : result;
    }

    /// <inheritdoc />
    public override void SaveState(Span<byte> destination)
    {
        ArgumentChecks.CheckState(Id, StateSize, destination.Length);
        Inner.SaveState(destination[..Inner.StateSize]);
        MemoryMarshal.Write(destination[Inner.StateSize..], steps);
    }

    /// <inheritdoc />
    public override void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        ArgumentChecks.CheckState(Id, StateSize, state.Length);
        Inner.RestoreState(state[..Inner.StateSize], observation);
        steps = MemoryMarshal.Read<int>(state[Inner.StateSize..]);
    }
}
