using System.Globalization;
using AwacAkka.Environments.MuJoCo;

namespace AwacAkka.Environments.Tests.Reference;

/// <summary>Prints a compiled model cell by cell in the layout of the fact tables and compares the cells.</summary>
internal sealed class CompiledModel : IDisposable
{
    private static readonly string[] JointTypes = ["free", "ball", "slide", "hinge"];
    private static readonly int[] JointVelocities = [6, 3, 1, 1];
    private static readonly string[] ActuatorTypes = ["motor", "servo"];
    private static readonly string[] GeomTypes = ["plane", "hfield", "sphere", "capsule", "ellipsoid", "cylinder", "box", "mesh"];

    // Ends of long shapes are computed in the facts, and printed to a nanometre.
    private const double PlaceRounding = 1e-9;

    // What each section's columns print, by row.
    private readonly Dictionary<string, Dictionary<string, Func<int, string>>> columns;

    public CompiledModel(string name)
    {
        Model = MuJoCoModel.FromResource(name + ".xml");
        columns = new()
        {
            ["Bodies"] = Bodies(),
            ["Joints"] = Joints(),
            ["Geoms"] = Geoms(),
            ["Actuators"] = Actuators(),
            ["Sites"] = Sites(),
            ["Tendons"] = Tendons(),
            ["Pairs"] = Pairs(),
            ["Exclusions"] = Exclusions(),
            ["Sensors"] = Sensors(),
        };
    }

    public MuJoCoModel Model { get; }

    /// <summary>The sections that a model can have tables for.</summary>
    public IEnumerable<string> Sections => columns.Keys;

    /// <summary>As many rows as the model has of the kind, and every cell the same.</summary>
    public void AssertTable(string section, ModelFacts.Table table)
    {
        var print = columns[section];
        AssertCount(section, table.Rows.Count);
        var first = section == "Bodies" ? 1 : 0; // the world is no row of the facts
        for (var row = 0; row < table.Rows.Count; row++)
        {
            foreach (var (column, wanted) in table.Columns.Zip(table.Rows[row]))
            {
                var actual = print[column](row + first);
                var rounding = column == "place" ? PlaceRounding : 0;
                Assert.True(SameCell(wanted, actual, rounding), $"{section}, {table.Rows[row][0]}, {column}: {actual} instead of {wanted}");
            }
        }
    }

    public void AssertCount(string section, int rows) => Assert.Equal(Count(section), rows);

    public void AssertOption(string name, string expected) =>
        Assert.True(SameCell(expected, Numbers(Model.Option(name))), $"option {name}: {Numbers(Model.Option(name))} instead of {expected}");

    /// <summary>All elements of an array have one value, such as the engine's default.</summary>
    public void AssertUniform(string field, double expected) => Assert.All(Elements(field), value => Assert.Equal(expected, value));

    public void AssertLimits(string solref, string solimp)
    {
        var limited = Model.Bytes("jnt_limited");
        foreach (var joint in Enumerable.Range(0, limited.Length).Where(joint => limited[joint] != 0))
        {
            Assert.Equal(solref, Row("jnt_solref", joint, 2), SameCell);
            Assert.Equal(solimp, Row("jnt_solimp", joint, 5), SameCell);
        }
    }

    public void AssertStart(string positions) => Assert.Equal(positions, Numbers(Model.Doubles("qpos0")), SameCell);

    /// <summary>Springs pull to zero, wherever the joint starts.</summary>
    public void AssertSprings()
    {
        var (addresses, stiffnesses, springs) = (Model.Integers("jnt_qposadr"), Model.Doubles("jnt_stiffness"), Model.Doubles("qpos_spring"));
        Assert.All(addresses.Zip(stiffnesses).Where(joint => joint.Second != 0), joint => Assert.Equal(0, springs[joint.First]));
    }

    public void Dispose() => Model.Dispose();

    private Dictionary<string, Func<int, string>> Bodies()
    {
        var parents = Model.Integers("body_parentid");
        return new()
        {
            ["number"] = i => Text(i),
            ["body"] = BodyName,
            ["parent"] = i => BodyName(parents[i]),
            ["pos"] = i => Row("body_pos", i, 3),
            ["quat"] = i => Row("body_quat", i, 4),
            ["mass"] = i => Row("body_mass", i, 1),
            ["com"] = i => Row("body_ipos", i, 3),
            ["inertia"] = i => Row("body_inertia", i, 3),
            ["inertia quat"] = i => Row("body_iquat", i, 4),
        };
    }

    private Dictionary<string, Func<int, string>> Joints()
    {
        var (types, bodies) = (Model.Integers("jnt_type"), Model.Integers("jnt_bodyid"));
        var (positions, limited) = (Model.Integers("jnt_qposadr"), Model.Bytes("jnt_limited"));
        return new()
        {
            ["joint"] = i => Name(MuJoCoObject.Joint, i),
            ["body"] = i => BodyName(bodies[i]),
            ["type"] = i => JointTypes[types[i]],
            ["pos"] = i => Row("jnt_pos", i, 3),
            ["axis"] = i => Row("jnt_axis", i, 3),
            ["range"] = i => limited[i] != 0 ? Row("jnt_range", i, 2) : "unlimited",
            ["stiffness"] = i => Row("jnt_stiffness", i, 1),
            ["damping"] = i => OfVelocities("dof_damping", i),
            ["armature"] = i => OfVelocities("dof_armature", i),
            ["friction loss"] = i => OfVelocities("dof_frictionloss", i),
            ["ref"] = i => JointTypes[types[i]] == "free" ? "-" : Row("qpos0", positions[i], 1),
            ["margin"] = i => Row("jnt_margin", i, 1),
        };
    }

    private Dictionary<string, Func<int, string>> Geoms()
    {
        var (types, bodies, condims) = (Model.Integers("geom_type"), Model.Integers("geom_bodyid"), Model.Integers("geom_condim"));
        var (contypes, conaffinities) = (Model.Integers("geom_contype"), Model.Integers("geom_conaffinity"));
        return new()
        {
            ["geom"] = i => Name(MuJoCoObject.Geom, i),
            ["body"] = i => BodyName(bodies[i]),
            ["type"] = i => GeomTypes[types[i]],
            ["size"] = i => Numbers(Values("geom_size", i, 3)[..SizeCount(GeomTypes[types[i]])]),
            ["place"] = i => Place(i, GeomTypes[types[i]]),
            ["contype/conaffinity"] = i => $"{contypes[i]}/{conaffinities[i]}",
            ["condim"] = i => Text(condims[i]),
            ["friction"] = i => Row("geom_friction", i, 3),
            ["margin"] = i => Row("geom_margin", i, 1),
            ["solref"] = i => Row("geom_solref", i, 2),
            ["solimp"] = i => Numbers(Values("geom_solimp", i, 5)[..3]),
        };
    }

    private Dictionary<string, Func<int, string>> Actuators()
    {
        var (targets, limited) = (Model.Integers("actuator_trnid"), Model.Bytes("actuator_ctrllimited"));
        string[] kinds = ["actuator_dyntype", "actuator_gaintype", "actuator_trntype"];
        return new()
        {
            ["actuator"] = i => Name(MuJoCoObject.Actuator, i),
            ["joint"] = i => Name(MuJoCoObject.Joint, targets[2 * i]),
            ["gear"] = i => Row("actuator_gear", 6 * i, 1),
            ["control range"] = i => limited[i] != 0 ? Row("actuator_ctrlrange", i, 2) : "unlimited",
            ["type"] = i => kinds.All(kind => Model.Integers(kind)[i] == 0) ? ActuatorTypes[Model.Integers("actuator_biastype")[i]] : "another",
            ["gain"] = i => Row("actuator_gainprm", 10 * i, 1),
            ["bias"] = i => Numbers(Values("actuator_biasprm", i, 10)[..3]),
        };
    }

    private Dictionary<string, Func<int, string>> Sites()
    {
        var bodies = Model.Integers("site_bodyid");
        return new()
        {
            ["site"] = i => Name(MuJoCoObject.Site, i),
            ["body"] = i => BodyName(bodies[i]),
            ["pos"] = i => Row("site_pos", i, 3),
        };
    }

    /// <summary>Limited ones over joints alone, which is what MuJoCo calls fixed.</summary>
    private Dictionary<string, Func<int, string>> Tendons()
    {
        var (first, count, limited) = (Model.Integers("tendon_adr"), Model.Integers("tendon_num"), Model.Bytes("tendon_limited"));
        var (types, joints, coefficients) = (Model.Integers("wrap_type"), Model.Integers("wrap_objid"), Model.Doubles("wrap_prm"));
        string Part(int wrap) => types[wrap] == 1 ? $"{Text(coefficients[wrap])} {Name(MuJoCoObject.Joint, joints[wrap])}" : "another";
        return new()
        {
            ["tendon"] = i => Name(MuJoCoObject.Tendon, i),
            ["joints"] = i => string.Join(' ', Enumerable.Range(first[i], count[i]).Select(Part)),
            ["range"] = i => limited[i] != 0 ? Row("tendon_range", i, 2) : "unlimited",
            ["limit solref"] = i => Row("tendon_solref_lim", i, 2),
            ["limit solimp"] = i => Row("tendon_solimp_lim", i, 5),
        };
    }

    private Dictionary<string, Func<int, string>> Pairs()
    {
        var (first, second, condims) = (Model.Integers("pair_geom1"), Model.Integers("pair_geom2"), Model.Integers("pair_dim"));
        return new()
        {
            ["geom 1"] = i => Name(MuJoCoObject.Geom, first[i]),
            ["geom 2"] = i => Name(MuJoCoObject.Geom, second[i]),
            ["condim"] = i => Text(condims[i]),
            ["friction"] = i => Row("pair_friction", i, 5),
            ["margin"] = i => Row("pair_margin", i, 1),
        };
    }

    /// <summary>A signature holds the two bodies' numbers, each plus one.</summary>
    private Dictionary<string, Func<int, string>> Exclusions()
    {
        var signatures = Model.Integers("exclude_signature");
        return new()
        {
            ["body 1"] = i => BodyName((signatures[i] >> 16) - 1),
            ["body 2"] = i => BodyName((signatures[i] & 0xffff) - 1),
        };
    }

    private Dictionary<string, Func<int, string>> Sensors()
    {
        var (types, sites, shapes) = (Model.Integers("sensor_type"), Model.Integers("sensor_objid"), Model.Integers("site_type"));
        string Volume(int site) => $"{GeomTypes[shapes[site]]} {Numbers(Values("site_size", site, 3)[..SizeCount(GeomTypes[shapes[site]])])}";
        return new()
        {
            ["sensor"] = i => Name(MuJoCoObject.Sensor, i),
            ["type"] = i => types[i] == 0 ? "touch" : "another",
            ["site"] = i => Name(MuJoCoObject.Site, sites[i]),
            ["volume"] = i => Volume(sites[i]),
        };
    }

    private int Count(string section) => section switch
    {
        "Bodies" => Model.Integers("body_parentid").Length - 1,
        "Joints" => Model.Integers("jnt_type").Length,
        "Geoms" => Model.Integers("geom_type").Length,
        "Actuators" => Model.Integers("actuator_trnid").Length / 2,
        "Sites" => Model.Integers("site_bodyid").Length,
        "Tendons" => Model.Integers("tendon_num").Length,
        "Pairs" => Model.Integers("pair_signature").Length,
        "Exclusions" => Model.Integers("exclude_signature").Length,
        _ => Model.Integers("sensor_type").Length,
    };

    /// <summary>The number that all degrees of freedom of a joint share.</summary>
    private string OfVelocities(string field, int joint)
    {
        var first = Model.Integers("jnt_dofadr")[joint];
        return Text(Model.Doubles(field)[first..(first + JointVelocities[Model.Integers("jnt_type")[joint]])].Distinct().Single());
    }

    private static int SizeCount(string type) => type switch { "sphere" => 1, "capsule" or "cylinder" => 2, _ => 3 };

    /// <summary>The centre, or for a shape with a long axis the two ends of that.</summary>
    private string Place(int geom, string type)
    {
        var (size, centre) = (Values("geom_size", geom, 3), Values("geom_pos", geom, 3));
        if (type is not ("capsule" or "cylinder"))
        {
            return Numbers(centre);
        }

        // The long axis is the z axis turned by the geom's quaternion.
        var q = Values("geom_quat", geom, 4);
        double[] axis = [2 * (q[1] * q[3] + q[0] * q[2]), 2 * (q[2] * q[3] - q[0] * q[1]), 1 - 2 * (q[1] * q[1] + q[2] * q[2])];
        return Numbers(new[] { -size[1], size[1] }.SelectMany(along => centre.Zip(axis, (c, a) => c + along * a)));
    }

    /// <summary>Word for word, or numbers that agree to the six digits that the tables print, with a hundredth of a digit for their rounding.</summary>
    private static bool SameCell(string expected, string actual) => SameCell(expected, actual, rounding: 0);

    private static bool SameCell(string expected, string actual, double rounding)
    {
        var (wanted, found) = (expected.Split(' '), actual.Split(' '));
        return wanted.Length == found.Length && wanted.Zip(found).All(pair => SameWord(pair.First, pair.Second, rounding));
    }

    private static bool SameWord(string expected, string actual, double rounding)
    {
        if (!double.TryParse(expected, CultureInfo.InvariantCulture, out var wanted))
        {
            return expected == actual;
        }

        var unit = wanted == 0 ? 1e-12 : Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(wanted))) - 5);
        return Math.Abs(double.Parse(actual, CultureInfo.InvariantCulture) - wanted) <= 0.51 * Math.Max(unit, rounding);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Numbers(IEnumerable<double> values) => string.Join(' ', values.Select(Text));

    private string Name(MuJoCoObject kind, int index) => Model.NameOf(kind, index) ?? "-";

    private string BodyName(int body) => Model.NameOf(MuJoCoObject.Body, body) ?? $"(unnamed {body})";

    private IEnumerable<double> Elements(string field)
    {
        try
        {
            return Model.Doubles(field);
        }
        catch (ArgumentException)
        {
            return Model.Integers(field).Select(value => (double)value);
        }
    }

    private double[] Values(string field, int row, int columns) => Model.Doubles(field)[(row * columns)..((row + 1) * columns)];

    private string Row(string field, int row, int columns) => Numbers(Values(field, row, columns));
}
