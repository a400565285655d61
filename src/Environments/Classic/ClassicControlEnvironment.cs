using System.Runtime.InteropServices;
using AwacAkka.Randomness;

namespace AwacAkka.Environments.Classic;

/// <summary>
/// What the small tasks in plain C# share: their state is a few doubles, saved as they are. A task adds its start, its equations of
/// motion with the reward, and its observation.
/// </summary>
public abstract class ClassicControlEnvironment : IEnvironment
{
    private readonly double[] values;
    private bool started;
    private bool disposed;

    /// <summary>An environment before its first episode.</summary>
    /// <param name="id">The registered id.</param>
    /// <param name="stateLength">Doubles that the state consists of.</param>
    /// <param name="observationSpace">Shape and bounds of observations.</param>
    /// <param name="actionSpace">Shape and bounds of actions.</param>
    protected ClassicControlEnvironment(string id, int stateLength, Space observationSpace, Space actionSpace)
    {
        Id = id;
        values = new double[stateLength];
        ObservationSpace = observationSpace;
        ActionSpace = actionSpace;
    }

    /// <inheritdoc />
    public string Id { get; }

    /// <inheritdoc />
    public Space ObservationSpace { get; }

    /// <inheritdoc />
    public Space ActionSpace { get; }

    /// <inheritdoc />
    public int StateSize => values.Length * sizeof(double);

    /// <inheritdoc />
    public void Reset(ulong seed, Span<double> observation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentChecks.CheckObservation(Id, ObservationSpace, observation);
        var random = new AddressedRandom(seed, DrawPurpose.Reset);
        Array.Clear(values); // so that a start which leaves an element alone is still no function of the episode before
        DrawStart(values, ref random);
        started = true;
        Observe(values, observation);
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">No episode has been started.</exception>
    public StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentChecks.CheckStep(this, started, action, observation);
        var result = Act(values, action);
        Observe(values, observation);
        return result;
    }

    /// <inheritdoc />
    public void SaveState(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentChecks.CheckState(Id, StateSize, destination.Length);
        MemoryMarshal.AsBytes<double>(values).CopyTo(destination);
    }

    /// <inheritdoc />
    public void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentChecks.CheckState(Id, StateSize, state.Length);
        ArgumentChecks.CheckObservation(Id, ObservationSpace, observation);
        state.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        started = true;
        Observe(values, observation);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        disposed = true;
        GC.SuppressFinalize(this);
    }

    /// <summary>Draws an episode's start.</summary>
    /// <param name="state">All zeros; what is not written stays 0.</param>
    /// <param name="random">A function of the episode's seed, and all that a start may draw from.</param>
    protected abstract void DrawStart(Span<double> state, ref AddressedRandom random);

    /// <summary>Moves the state on by one step with a checked action.</summary>
    protected abstract StepResult Act(Span<double> state, ReadOnlySpan<double> action);

    /// <summary>Writes the observation of a state.</summary>
    protected abstract void Observe(ReadOnlySpan<double> state, Span<double> observation);
}
