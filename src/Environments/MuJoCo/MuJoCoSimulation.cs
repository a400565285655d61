using System.Runtime.InteropServices;

namespace AwacAkka.Environments.MuJoCo;

/// <summary>One simulation (mjData) of a model. Not thread-safe. Nothing here allocates after construction.</summary>
/// <remarks>
/// The saved state is the time and every <see cref="SimulationField"/>: the inputs from which MuJoCo computes the next step, including the
/// solver's warm start, and the readings that are a sub-step old after a step and could not be computed again from the inputs. With a
/// model of its own it also holds those fields of the model that can be written, and with contact forces also these.
/// </remarks>
public sealed unsafe class MuJoCoSimulation : IDisposable
{
    private static readonly string[] DataFields =
    [
        "qpos", "qvel", "act", "qacc_warmstart", "ctrl", "qfrc_applied", "xfrc_applied", "mocap_pos", "mocap_quat", "qacc",
        "xpos", "xquat", "site_xpos", "sensordata",
    ];

    private static readonly string[] ModelFields = ["body_pos", "body_quat", "site_pos"];

    private static readonly int Fields = (int)SimulationField.ContactForce + 1;

    private readonly ModelHandle model;
    private readonly bool ownsModel;
    private readonly DataHandle data;
    private readonly bool contactForces;
    private readonly nint[] addresses = new nint[Fields];
    private readonly int[] lengths = new int[Fields];

    /// <summary>A simulation in the model's default pose.</summary>
    /// <param name="model">What to simulate.</param>
    /// <param name="ownModel">
    /// Whether to work on a copy of the model, whose <c>Model...</c> fields can then be written; otherwise those have no length.
    /// </param>
    /// <exception cref="MuJoCoException">MuJoCo cannot allocate or evaluate it.</exception>
    public MuJoCoSimulation(MuJoCoModel model, bool ownModel = false)
        : this(model, ownModel, contactForces: false)
    {
    }

    /// <summary>A simulation in the model's default pose, which may compute <see cref="SimulationField.ContactForce"/> with every advance.</summary>
    /// <param name="model">What to simulate.</param>
    /// <param name="ownModel">Whether to work on a copy of the model, as in the other constructor.</param>
    /// <param name="contactForces">Whether contact forces are computed and part of the state; otherwise they have no length.</param>
    /// <exception cref="MuJoCoException">MuJoCo cannot allocate or evaluate it.</exception>
    public MuJoCoSimulation(MuJoCoModel model, bool ownModel, bool contactForces)
    {
        ArgumentNullException.ThrowIfNull(model);
        ownsModel = ownModel;
        this.contactForces = contactForces;
        this.model = ownModel ? NativeMethods.ModelCopy(model.Handle) : model.Handle;
        data = this.model.IsInvalid ? new DataHandle() : NativeMethods.DataNew(this.model);
        if (data.IsInvalid)
        {
            throw new MuJoCoException($"MuJoCo cannot create a simulation: {NativeMethods.LastErrorText()}");
        }

        for (var field = 0; field < DataFields.Length; field++)
        {
            AddressInData((SimulationField)field, DataFields[field]);
        }

        for (var (i, field) = (0, DataFields.Length); ownModel && i < ModelFields.Length; i++, field++)
        {
            addresses[field] = (nint)NativeMethods.ModelField(this.model, ModelFields[i], out lengths[field], out _);
        }

        if (contactForces)
        {
            AddressInData(SimulationField.ContactForce, "cfrc_ext");
        }

        StateSize = sizeof(double) * (1 + lengths.Sum());
        Forward();
    }

    /// <summary>Bytes of the complete state.</summary>
    public int StateSize { get; }

    /// <summary>Simulated seconds since the reset.</summary>
    public double Time => NativeMethods.DataGetTime(data);

    /// <summary>The number of doubles in a field.</summary>
    public int Length(SimulationField field) => lengths[(int)field];

    /// <summary>
    /// Back to the model's default pose, at rest, all inputs zero; positions of bodies are stale until <see cref="Forward"/>. What was
    /// written to an own model stays.
    /// </summary>
    public void Reset() => Check(NativeMethods.Reset(model, data));

    /// <summary>Computes everything that follows from positions, velocities and controls, without moving time.</summary>
    public void Forward() => Check(NativeMethods.Forward(model, data));

    /// <summary>Advances by a number of sub-steps.</summary>
    /// <exception cref="MuJoCoException">The simulation left the finite numbers, or MuJoCo failed.</exception>
    public void Advance(int substeps)
    {
        Check(NativeMethods.Step(model, data, substeps));
        if (contactForces)
        {
            Check(NativeMethods.ContactForces(model, data));
        }
    }

    /// <summary>Copies part of a field, starting at an offset in doubles.</summary>
    public void Read(SimulationField field, int start, Span<double> destination)
    {
        Values(field).Slice(start, destination.Length).CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <summary>One value of a field.</summary>
    public double Read(SimulationField field, int index)
    {
        var value = Values(field)[index];
        GC.KeepAlive(this);
        return value;
    }

    /// <summary>Overwrites part of a field, starting at an offset in doubles.</summary>
    public void Write(SimulationField field, int start, ReadOnlySpan<double> source)
    {
        source.CopyTo(Values(field).Slice(start, source.Length));
        GC.KeepAlive(this);
    }

    /// <summary>Overwrites one value of a field.</summary>
    public void Write(SimulationField field, int index, double value)
    {
        Values(field)[index] = value;
        GC.KeepAlive(this);
    }

    /// <summary>Writes the complete state, <see cref="StateSize"/> bytes.</summary>
    public void SaveState(Span<byte> destination)
    {
        var values = MemoryMarshal.Cast<byte, double>(destination[..StateSize]);
        values[0] = Time;
        values = values[1..];
        for (var field = 0; field < lengths.Length; field++)
        {
            Read((SimulationField)field, 0, values[..lengths[field]]);
            values = values[lengths[field]..];
        }
    }

    /// <summary>Restores what <see cref="SaveState"/> wrote.</summary>
    public void RestoreState(ReadOnlySpan<byte> state)
    {
        // Also clears what is left of an error: the engine's stack and its warning counters.
        Reset();
        var values = MemoryMarshal.Cast<byte, double>(state[..StateSize]);
        NativeMethods.DataSetTime(data, values[0]);
        values = values[1..];
        for (var field = 0; field < lengths.Length; field++)
        {
            Write((SimulationField)field, 0, values[..lengths[field]]);
            values = values[lengths[field]..];
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        data.Dispose();
        if (ownsModel)
        {
            model.Dispose();
        }
    }

    private void AddressInData(SimulationField field, string name) =>
        addresses[(int)field] = (nint)NativeMethods.DataField(model, data, name, out lengths[(int)field], out _);

    private Span<double> Values(SimulationField field)
    {
        ObjectDisposedException.ThrowIf(data.IsClosed, this);
        return new Span<double>((void*)addresses[(int)field], lengths[(int)field]);
    }

    private static void Check(NativeStatus status)
    {
        if (status == NativeStatus.Diverged)
        {
            throw new MuJoCoException("The simulation diverged: positions, velocities, accelerations or controls are no longer finite.");
        }

        if (status == NativeStatus.EngineError)
        {
            throw new MuJoCoException($"MuJoCo failed: {NativeMethods.LastErrorText()}");
        }
    }
}
