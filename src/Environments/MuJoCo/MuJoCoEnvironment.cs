using AwacAkka.Randomness;

namespace AwacAkka.Environments.MuJoCo;

/// <summary>
/// What all MuJoCo tasks share: reset, noise, forward; write the action, advance a fixed number of sub-steps, observe.
/// A task adds its start, its observation and its reward.
/// </summary>
public abstract class MuJoCoEnvironment : IEnvironment
{
    private readonly int frameSkip;
    private bool started;

    /// <summary>An environment over a model.</summary>
    /// <param name="id">The registered id.</param>
    /// <param name="model">The compiled model; stays the caller's.</param>
    /// <param name="frameSkip">Sub-steps per step.</param>
    /// <param name="observationSpace">Shape and bounds of observations.</param>
    /// <param name="actionSpace">Shape and bounds of actions.</param>
    /// <param name="writesModel">Whether episodes change the model, so that this environment needs a copy of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A step would have no sub-step.</exception>
    protected MuJoCoEnvironment(
        string id, MuJoCoModel model, int frameSkip, Space observationSpace, Space actionSpace, bool writesModel = false)
        : this(id, model, frameSkip, observationSpace, actionSpace, writesModel, contactForces: false)
    {
    }

    /// <summary>An environment over a model, whose simulation may compute contact forces.</summary>
    /// <param name="id">The registered id.</param>
    /// <param name="model">The compiled model; stays the caller's.</param>
    /// <param name="frameSkip">Sub-steps per step.</param>
    /// <param name="observationSpace">Shape and bounds of observations.</param>
    /// <param name="actionSpace">Shape and bounds of actions.</param>
    /// <param name="writesModel">Whether episodes change the model, so that this environment needs a copy of it.</param>
    /// <param name="contactForces">Whether each step computes <see cref="SimulationField.ContactForce"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A step would have no sub-step.</exception>
    protected MuJoCoEnvironment(
        string id, MuJoCoModel model, int frameSkip, Space observationSpace, Space actionSpace, bool writesModel, bool contactForces)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (frameSkip <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(frameSkip), $"A step of {id} has {frameSkip} sub-steps; a positive number is expected, or the world never moves.");
        }

        Id = id;
        this.frameSkip = frameSkip;
        ObservationSpace = observationSpace;
        ActionSpace = actionSpace;
        Simulation = new MuJoCoSimulation(model, writesModel, contactForces);
        TimePerStep = model.Timestep * frameSkip;
    }

    /// <summary>An environment of one of this assembly's own tasks, in the model's default pose.</summary>
    /// <exception cref="MissingNativeLibraryException">MuJoCo is not installed.</exception>
    private protected MuJoCoEnvironment(MuJoCoTask task)
        : this(task.Id, task.Model, task.FrameSkip, task.ObservationSpace, task.ActionSpace, writesModel: false, task.ContactForces)
    {
    }

    /// <inheritdoc />
    public string Id { get; }

    /// <inheritdoc />
    public Space ObservationSpace { get; }

    /// <inheritdoc />
    public Space ActionSpace { get; }

    /// <inheritdoc />
    public int StateSize => Simulation.StateSize;

    /// <summary>The engine's state.</summary>
    protected MuJoCoSimulation Simulation { get; }

    /// <summary>Simulated seconds per step.</summary>
    protected double TimePerStep { get; }

    /// <inheritdoc />
    public void Reset(ulong seed, Span<double> observation)
    {
        ArgumentChecks.CheckObservation(Id, ObservationSpace, observation);
        Simulation.Reset();
        var random = new AddressedRandom(seed, DrawPurpose.Reset);
        DrawStart(ref random);
        Start(observation);
    }

    /// <inheritdoc />
    /// <exception cref="InvalidOperationException">No episode has been started.</exception>
    /// <exception cref="MuJoCoException">The simulation diverged; the episode is over, as MuJoCo has left its state.</exception>
    public StepResult Step(ReadOnlySpan<double> action, Span<double> observation)
    {
        ArgumentChecks.CheckStep(this, started, action, observation);
        started = false; // until it has succeeded: after a failure the engine is in another pose, from which nothing may go on
        var result = Act(action, observation);
        started = true;
        return result;
    }

    /// <inheritdoc />
    public void SaveState(Span<byte> destination)
    {
        ArgumentChecks.CheckState(Id, StateSize, destination.Length);
        Simulation.SaveState(destination);
    }

    /// <inheritdoc />
    public void RestoreState(ReadOnlySpan<byte> state, Span<double> observation)
    {
        ArgumentChecks.CheckState(Id, StateSize, state.Length);
        ArgumentChecks.CheckObservation(Id, ObservationSpace, observation);
        Simulation.RestoreState(state);
        started = true;
        Observe(observation);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Simulation.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Draws positions and velocities of an episode's start, over the model's default pose at rest.</summary>
    protected abstract void DrawStart(ref AddressedRandom random);

    /// <summary>Starts an episode from the positions and velocities that the simulation now has.</summary>
    protected void Start(Span<double> observation)
    {
        Simulation.Forward();
        started = true;
        Observe(observation);
    }

    /// <summary>One step with a checked action: usually <see cref="Advance"/> between two readings of the position.</summary>
    protected abstract StepResult Act(ReadOnlySpan<double> action, Span<double> observation);

    /// <summary>Writes the observation of the current state.</summary>
    protected abstract void Observe(Span<double> observation);

    /// <summary>Applies controls for one step's sub-steps.</summary>
    /// <param name="control">One number for each of the model's actuators.</param>
    /// <exception cref="ArgumentException">There are more numbers than actuators, or fewer.</exception>
    protected void Advance(ReadOnlySpan<double> control)
    {
        if (control.Length != Simulation.Length(SimulationField.Control))
        {
            throw new ArgumentException(
                $"A step of {Id} has {control.Length} controls, but its model has {Simulation.Length(SimulationField.Control)} actuators.", nameof(control));
        }

        Simulation.Write(SimulationField.Control, 0, control);
        Simulation.Advance(frameSkip);
    }

    /// <summary>The sum of squared elements, such as of the controls that a task makes cost something.</summary>
    protected static double SumOfSquares(ReadOnlySpan<double> vector)
    {
        var sum = 0.0;
        foreach (var element in vector)
        {
            sum += element * element;
        }

        return sum;
    }

    /// <summary>Clips observed velocities to (-limit, limit).</summary>
    protected static void ClipVelocities(Span<double> velocities, double limit) => Clip(velocities, limit);

    private protected static void Clip(Span<double> values, double limit)
    {
        foreach (ref var value in values)
        {
            value = Math.Clamp(value, -limit, limit);
        }
    }

    /// <summary>Adds uniform noise from (-scale, scale) to every element of a field.</summary>
    protected void AddUniformNoise(SimulationField field, double scale, ref AddressedRandom random)
    {
        for (var i = 0; i < Simulation.Length(field); i++)
        {
            Simulation.Write(field, i, Simulation.Read(field, i) + random.NextUniform(-scale, scale));
        }
    }

    /// <summary>Adds normal noise of a standard deviation to every element of a field.</summary>
    protected void AddNormalNoise(SimulationField field, double deviation, ref AddressedRandom random)
    {
        for (var i = 0; i < Simulation.Length(field); i++)
        {
            Simulation.Write(field, i, Simulation.Read(field, i) + deviation * random.NextNormal());
        }
    }
}
