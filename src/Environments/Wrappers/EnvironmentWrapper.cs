namespace AwacAkka.Environments.Wrappers;

/// <summary>An environment over another one, which it owns. Each call goes to that one; a wrapper overrides what it changes.</summary>
/// <remarks>
/// A wrapper that keeps something which later steps depend on saves it with the state: it overrides <see cref="StateSize"/>,
/// <see cref="SaveState"/> and <see cref="RestoreState"/>, as <see cref="TimeLimit"/> does.
/// </remarks>
public abstract class EnvironmentWrapper : IEnvironment
{
    /// <summary>Wraps an environment.</summary>
    /// <param name="inner">What to wrap; disposed with the wrapper.</param>
    protected EnvironmentWrapper(IEnvironment inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <inheritdoc />
    public virtual string Id => Inner.Id;

    /// <inheritdoc />
    public virtual Space ObservationSpace => Inner.ObservationSpace;

    /// <inheritdoc />
    public virtual Space ActionSpace => Inner.ActionSpace;

    /// <inheritdoc />
    public virtual int StateSize => Inner.StateSize;

    /// <summary>The wrapped environment.</summary>
    protected IEnvironment Inner { get; }

    /// <inheritdoc />
    public virtual void Reset(ulong seed, Span<double> observation) => Inner.Reset(seed, observation);

    /// <inheritdoc />
    public virtual StepResult Step(ReadOnlySpan<double> action, Span<double> observation) => Inner.Step(action, observation);

    /// <inheritdoc />
    public virtual void SaveState(Span<byte> destination) => Inner.SaveState(destination);

    /// <inheritdoc />
    public virtual void RestoreState(ReadOnlySpan<byte> state, Span<double> observation) => Inner.RestoreState(state, observation);

    /// <inheritdoc />
    public virtual void Dispose()
    {
        Inner.Dispose();
        GC.SuppressFinalize(this);
    }
}
