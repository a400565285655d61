using System.Runtime.InteropServices;

namespace AwacAkka.Environments.Wrappers;

/// <summary>Truncates an episode after a number of steps. The count is part of the saved state.</summary>
public sealed class TimeLimit : IEnvironment
{
    private readonly IEnvironment inner;
    private int steps;

    /// <summary>Wraps an environment, which it then owns.</summary>
    /// <param name="inner">What to wrap.</param>
    /// <param name="limit">The step, counted from 1, that is truncated; so are steps beyond.</param>
    public TimeLimit(IEnvironment inner, int limit)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        this.inner = inner;
        Limit = limit;
    }

    /// <summary>Steps per episode at most.</summary>
    public int Limit { get; }

    /// <inheritdoc />
    public string Id => inner.Id;

    /// <inheritdoc />
    public Space ObservationSpace => inner.ObservationSpace;

    /// <inheritdoc />
    public Space ActionSpace => inner.ActionSpace;

    /// <inheritdoc />
    public int StateSize => inner.StateSize + sizeof(int);

    /// <inheritdoc />
    public void Reset(ulong seed, Span<double> observation)
    {
        inner.Reset(seed, observation);
        steps = 0;
    }

    /// <inheritdoc />
    public StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        var result = inner.Step(action, observation);
        steps++;
        return steps >= Limit ? result with { Truncated = true } : result;
    }

    /// <inheritdoc />
    public void SaveState(Span<byte> destination)
    {
        ArgumentChecks.CheckState(Id, StateSize, destination.Length);
        inner.SaveState(destination[..inner.StateSize]);
        MemoryMarshal.Write(destination[inner.StateSize..], steps);
    }

    /// <inheritdoc />
    public void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        ArgumentChecks.CheckState(Id, StateSize, state.Length);
        inner.RestoreState(state[..inner.StateSize], observation);
        steps = MemoryMarshal.Read<int>(state[inner.StateSize..]);
    }

    /// <inheritdoc />
    public void Dispose() => inner.Dispose();
}
