using System.Globalization;
using AwacAkka.Environments.MuJoCo;

namespace Environments.Tests.Reference;

/// <summary>Prints a compiled model row by row in the layout of the fact tables and compares the rows.</summary>
internal sealed class CompiledModel(string resource) : IDisposable
{
    private static readonly string[] JointTypes = ["free", "ball", "slide", "hinge"];
    private static readonly string[] GeomTypes = ["plane", "hfield", "sphere", "capsule", "ellipsoid", "cylinder", "box", "mesh"];

    public MuJoCoModel Model { get; } = MuJoCoModel.FromResource(resource);

    public void AssertOption(string name, params double[] expected) => Assert.Equal(expected, Model.Option(name));

    /// <summary>Columns: body, parent, pos (3), mass, com (3), diagonal inertia (3), inertia quaternion (4).</summary>
    public void AssertBodies(string table)
    {
        var parents = Model.Integers("body_parentid");
        AssertRows(table, Enumerable.Range(1, parents.Length - 1).Select(i =>
            $"{Name(MuJoCoObject.Body, i)} {Name(MuJoCoObject.Body, parents[i])} {Row("body_pos", i, 3)} {Row("body_mass", i, 1)} "
            + $"{Row("body_ipos", i, 3)} {Row("body_inertia", i, 3)} {Row("body_iquat", i, 4)}"));
    }

    /// <summary>
    /// Columns: joint, body, type, pos (3), axis (3), range (2 or unlimited), stiffness, damping, armature, friction loss, reference, margin.
    /// </summary>
    public void AssertJoints(string table, string limitSolref, string limitSolimp)
    {
        var (types, bodies, dofs) = (Model.Integers("jnt_type"), Model.Integers("jnt_bodyid"), Model.Integers("jnt_dofadr"));
        var (positions, limited) = (Model.Integers("jnt_qposadr"), Model.Bytes("jnt_limited"));
        AssertRows(table, Enumerable.Range(0, types.Length).Select(i =>
            $"{Name(MuJoCoObject.Joint, i)} {Name(MuJoCoObject.Body, bodies[i])} {JointTypes[types[i]]} {Row("jnt_pos", i, 3)} {Row("jnt_axis", i, 3)} "
            + $"{(limited[i] != 0 ? Row("jnt_range", i, 2) : "unlimited")} {Row("jnt_stiffness", i, 1)} {Row("dof_damping", dofs[i], 1)} "
            + $"{Row("dof_armature", dofs[i], 1)} {Row("dof_frictionloss", dofs[i], 1)} {Row("qpos0", positions[i], 1)} {Row("jnt_margin", i, 1)}"));
        foreach (var i in Enumerable.Range(0, types.Length).Where(i => limited[i] != 0))
        {
            Assert.Equal(limitSolref, Row("jnt_solref", i, 2), SameRow);
            Assert.Equal(limitSolimp, Row("jnt_solimp", i, 5), SameRow);
        }
    }

    /// <summary>
    /// Columns: geom, body, type, size, centre of a plane or end points of a capsule, contype, conaffinity; surface, for all:
    /// condim, friction (3), margin, solref (2), solimp (3).
    /// </summary>
    public void AssertGeoms(string table, string surface)
    {
        var (types, bodies, condims) = (Model.Integers("geom_type"), Model.Integers("geom_bodyid"), Model.Integers("geom_condim"));
        var (contypes, conaffinities) = (Model.Integers("geom_contype"), Model.Integers("geom_conaffinity"));
        AssertRows(table, Enumerable.Range(0, types.Length).Select(i =>
            $"{Name(MuJoCoObject.Geom, i)} {Name(MuJoCoObject.Body, bodies[i])} {GeomTypes[types[i]]} {Shape(i, GeomTypes[types[i]])} "
            + $"{contypes[i]} {conaffinities[i]}"));
        for (var i = 0; i < types.Length; i++)
        {
            Assert.Equal(
                surface,
                $"{condims[i]} {Row("geom_friction", i, 3)} {Row("geom_margin", i, 1)} {Row("geom_solref", i, 2)} {Numbers(Values("geom_solimp", i, 5)[..3])}",
                SameRow);
        }
    }

    /// <summary>Columns: actuator, joint, gear, control range (2), gain, bias (3); all of them plain torque motors.</summary>
    public void AssertActuators(string table)
    {
        var targets = Model.Integers("actuator_trnid");
        Assert.All(Model.Bytes("actuator_ctrllimited"), limited => Assert.Equal(1, limited));
        foreach (var kind in new[] { "actuator_dyntype", "actuator_gaintype", "actuator_biastype", "actuator_trntype" })
        {
            Assert.All(Model.Integers(kind), value => Assert.Equal(0, value));
        }

        AssertRows(table, Enumerable.Range(0, targets.Length / 2).Select(i =>
            $"{Name(MuJoCoObject.Actuator, i)} {Name(MuJoCoObject.Joint, targets[2 * i])} {Row("actuator_gear", 6 * i, 1)} "
            + $"{Row("actuator_ctrlrange", i, 2)} {Row("actuator_gainprm", 10 * i, 1)} {Numbers(Values("actuator_biasprm", i, 10)[..3])}"));
    }

    public void Dispose() => Model.Dispose();

    private static void AssertRows(string table, IEnumerable<string> actual) =>
        Assert.Equal(table.Split('\n', StringSplitOptions.RemoveEmptyEntries), actual, SameRow);

    private static bool SameRow(string expected, string actual)
    {
        var cells = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var others = actual.Split(' ');
        return cells.Length == others.Length && cells.Zip(others).All(pair => SameCell(pair.First, pair.Second));
    }

    /// <summary>Equal text, or numbers that agree to the six digits that the tables print, with a hundredth of a digit for their rounding.</summary>
    private static bool SameCell(string expected, string actual)
    {
        if (!double.TryParse(expected, CultureInfo.InvariantCulture, out var wanted))
        {
            return expected == actual;
        }

        var unit = wanted == 0 ? 1e-12 : Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(wanted))) - 5);
        return Math.Abs(double.Parse(actual, CultureInfo.InvariantCulture) - wanted) <= 0.51 * unit;
    }

    private static string Numbers(IEnumerable<double> values) =>
        string.Join(' ', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    private string Name(MuJoCoObject kind, int index) => Model.NameOf(kind, index) ?? "-";

    private string Shape(int geom, string type)
    {
        var (size, centre) = (Values("geom_size", geom, 3), Values("geom_pos", geom, 3));
        if (type == "plane")
        {
            return $"{Numbers(size)} {Numbers(centre)}";
        }

        // The capsule's axis is the z axis turned by the geom's quaternion.
        var q = Values("geom_quat", geom, 4);
        double[] axis = [2 * (q[1] * q[3] + q[0] * q[2]), 2 * (q[2] * q[3] - q[0] * q[1]), 1 - 2 * (q[1] * q[1] + q[2] * q[2])];
        var ends = new[] { -size[1], size[1] }.SelectMany(along => centre.Zip(axis, (c, a) => c + along * a));
        return $"{Numbers(size[..2])} {Numbers(ends)}";
    }

    private double[] Values(string field, int row, int columns) => Model.Doubles(field)[(row * columns)..((row + 1) * columns)];

    private string Row(string field, int row, int columns) => Numbers(Values(field, row, columns));
}
