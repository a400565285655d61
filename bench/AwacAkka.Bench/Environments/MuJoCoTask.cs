using AwacAkka.Environments.MuJoCo;

namespace AwacAkka.Bench.Environments;

/// <summary>What a rival needs of one of this program's MuJoCo tasks: its model as files, and what a saved state holds.</summary>
internal sealed class MuJoCoTask : IDisposable
{
    private static readonly (string Prefix, string Model, int Substeps, bool WritesModel)[] Known =
    [
        ("Ant-", "ant.xml", 5, false),
        ("HalfCheetah-", "half_cheetah.xml", 5, false),
        ("Hopper-", "hopper.xml", 4, false),
        ("InvertedPendulum-", "inverted_pendulum.xml", 2, false),
        ("Reacher-", "reacher.xml", 2, false),
        ("Walker2d-v4", "walker2d.xml", 4, false),
        ("Walker2d-v5", "walker2d_v5.xml", 4, false),
        ("AdroitHandPen", "adroit_pen.xml", 5, true),
        ("AdroitHandDoor", "adroit_door.xml", 5, true),
        ("AdroitHandHammer", "adroit_hammer.xml", 5, true),
        ("AdroitHandRelocate", "adroit_relocate.xml", 5, true),
        ("pen-", "adroit_pen.xml", 5, true),
        ("door-", "adroit_door.xml", 5, true),
        ("relocate-", "adroit_relocate.xml", 5, true),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("awac-bench").FullName;
    private readonly MuJoCoModel model;
    private readonly MuJoCoSimulation simulation;

    private MuJoCoTask(string modelFile, int substeps, bool writesModel)
    {
        (Substeps, WritesModel) = (substeps, writesModel);
        var assembly = typeof(MuJoCoModel).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".xml", StringComparison.Ordinal)))
        {
            using var source = assembly.GetManifestResourceStream(name)!;
            using var target = File.Create(Path.Combine(folder, name)); // all, since some include others
            source.CopyTo(target);
        }

        ModelFile = Path.Combine(folder, modelFile);
        model = MuJoCoModel.FromFile(ModelFile);
        simulation = new MuJoCoSimulation(model, writesModel);
    }

    /// <summary>The MJCF file, with what it includes beside it.</summary>
    public string ModelFile { get; }

    /// <summary>Sub-steps per step.</summary>
    public int Substeps { get; }

    /// <summary>Whether a reset places things by writing to the model.</summary>
    public bool WritesModel { get; }

    /// <summary>The task behind an environment; null where it is none of these.</summary>
    public static MuJoCoTask? Find(string id)
    {
        var task = Known.FirstOrDefault(task => id.StartsWith(task.Prefix, StringComparison.Ordinal));
        return task.Prefix is null ? null : new MuJoCoTask(task.Model, task.Substeps, task.WritesModel);
    }

    /// <summary>The task behind an environment that is one.</summary>
    public static MuJoCoTask Of(string id) => Find(id) ?? throw new ArgumentException($"there is no plain C loop for '{id}'", nameof(id));

    /// <summary>Positions and velocities in a saved state of the environment.</summary>
    public double[] PositionsAndVelocities(byte[] state) => Read(state, SimulationField.Position, SimulationField.Velocity);

    /// <summary>Where a reset has put things in the model, in a saved state; nothing where it does not write to it.</summary>
    public double[] Placement(byte[] state) => Read(
        state, SimulationField.ModelBodyPosition, SimulationField.ModelBodyOrientation, SimulationField.ModelSitePosition);

    /// <summary>The controls of the last step, in a saved state.</summary>
    public double[] Controls(byte[] state) => Read(state, SimulationField.Control);

    /// <summary>The positions in a saved state added up in their order.</summary>
    public double SumOfPositions(byte[] state)
    {
        var sum = 0.0;
        foreach (var position in Read(state, SimulationField.Position))
        {
            sum += position;
        }

        return sum;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        simulation.Dispose();
        model.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private double[] Read(byte[] state, params ReadOnlySpan<SimulationField> fields)
    {
        simulation.RestoreState(state.AsSpan(0, simulation.StateSize)); // behind it lies the time limit's
        var values = new List<double>();
        foreach (var field in fields)
        {
            var part = new double[simulation.Length(field)];
            simulation.Read(field, 0, part);
            values.AddRange(part);
        }

        return [.. values];
    }
}
