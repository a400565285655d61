using System.Runtime.InteropServices;
using System.Text;
using System.Xml.Linq;

namespace AwacAkka.Environments.MuJoCo;

/// <summary>
/// A compiled MuJoCo model. Read-only, so any number of simulations on any threads may share one.
/// </summary>
public sealed unsafe class MuJoCoModel : IDisposable
{
    private const int MaxOptionLength = 5;

    // MuJoCo keeps the last parsed document in a global.
    private static readonly Lock Compiler = new();

    private MuJoCoModel(ModelHandle handle)
    {
        Handle = handle;
    }

    internal ModelHandle Handle { get; }

    /// <summary>Seconds of one sub-step.</summary>
    public double Timestep => Option("timestep")[0];

    /// <summary>Compiles MJCF text.</summary>
    /// <exception cref="MuJoCoException">MuJoCo refuses the model; the message holds its reason.</exception>
    /// <exception cref="MissingNativeLibraryException">MuJoCo or the shim is not installed.</exception>
    public static MuJoCoModel FromXml(string xml)
    {
        var bytes = Encoding.UTF8.GetBytes(xml);
        return Compile("the MJCF text", () => NativeMethods.ModelFromXml(bytes, bytes.Length));
    }

    /// <summary>Compiles an MJCF file; what it includes is looked up beside it.</summary>
    /// <exception cref="MuJoCoException">MuJoCo refuses the model; the message holds its reason.</exception>
    /// <exception cref="MissingNativeLibraryException">MuJoCo or the shim is not installed.</exception>
    public static MuJoCoModel FromFile(string path) => Compile($"'{path}'", () => NativeMethods.ModelFromFile(path));

    /// <summary>
    /// Compiles one of this assembly's own models, such as <c>half_cheetah.xml</c>. What it includes are resources too, whose root's
    /// children take the place of the <c>include</c>, as MuJoCo does it with files.
    /// </summary>
    /// <param name="name">The resource.</param>
    /// <param name="world">What the world holds beside.</param>
    internal static MuJoCoModel FromResource(string name, params IEnumerable<XElement> world)
    {
        var root = Resource(name);
        foreach (var include in root.Descendants("include").ToList())
        {
            include.ReplaceWith(Resource((string)include.Attribute("file")!).Nodes());
        }

        root.Element("worldbody")!.Add(world);
        return FromXml(root.ToString());
    }

    /// <summary>The numbers of a physics option by its name in mjOption, such as <c>gravity</c> or <c>integrator</c>.</summary>
    /// <exception cref="ArgumentException">mjOption has no such member.</exception>
    public double[] Option(string name)
    {
        Span<double> values = stackalloc double[MaxOptionLength];
        var count = NativeMethods.ModelOption(Handle, name, values);
        return count > 0
            ? values[..count].ToArray()
            : throw new ArgumentException($"mjOption has no member '{name}'.", nameof(name));
    }

    /// <summary>The values of an mjModel array of doubles by its name in mjmodel.h, such as <c>body_mass</c>.</summary>
    /// <exception cref="ArgumentException">mjModel has no such array, or not of doubles.</exception>
    public double[] Doubles(string field) => Copy<double>(field, NativeFieldKind.Double);

    /// <summary>The values of an mjModel array of ints by its name in mjmodel.h, such as <c>jnt_type</c>.</summary>
    /// <exception cref="ArgumentException">mjModel has no such array, or not of ints.</exception>
    public int[] Integers(string field) => Copy<int>(field, NativeFieldKind.Int);

    /// <summary>The values of an mjModel array of bytes by its name in mjmodel.h, such as <c>jnt_limited</c>.</summary>
    /// <exception cref="ArgumentException">mjModel has no such array, or not of bytes.</exception>
    public byte[] Bytes(string field) => Copy<byte>(field, NativeFieldKind.Byte);

    /// <summary>The name of an object, or null where it has none.</summary>
    public string? NameOf(MuJoCoObject kind, int index) =>
        Marshal.PtrToStringUTF8((nint)NativeMethods.ModelName(Handle, (int)kind, index));

    /// <summary>The number of a named object.</summary>
    /// <exception cref="ArgumentException">The model has none of that name.</exception>
    public int IndexOf(MuJoCoObject kind, string name)
    {
        var index = NativeMethods.ModelIndex(Handle, (int)kind, name);
        return index >= 0 ? index : throw new ArgumentException($"The model has no {kind} '{name}'.", nameof(name));
    }

    /// <inheritdoc />
    public void Dispose() => Handle.Dispose();

    private static XElement Resource(string name)
    {
        using var stream = typeof(MuJoCoModel).Assembly.GetManifestResourceStream(name)
            ?? throw new ArgumentException($"There is no embedded model '{name}'.", nameof(name));
        return XElement.Load(stream);
    }

    private static MuJoCoModel Compile(string source, Func<ModelHandle> load)
    {
        MuJoCoLibrary.EnsureLoaded();
        lock (Compiler)
        {
            var handle = load();
            if (!handle.IsInvalid)
            {
                return new MuJoCoModel(handle);
            }

            handle.Dispose();
            throw new MuJoCoException($"MuJoCo cannot compile {source}: {NativeMethods.LastErrorText().ReplaceLineEndings(" ")}");
        }
    }

    private T[] Copy<T>(string field, NativeFieldKind expected)
        where T : unmanaged
    {
        var address = NativeMethods.ModelField(Handle, field, out var count, out var kind);
        if (address == null || kind != (int)expected)
        {
            throw new ArgumentException($"mjModel has no array '{field}' of type {typeof(T).Name}.", nameof(field));
        }

        var values = new ReadOnlySpan<T>(address, count).ToArray();
        GC.KeepAlive(this);
        return values;
    }
}

/// <summary>Kinds of named objects in a model, by MuJoCo's numbers (mjtObj).</summary>
public enum MuJoCoObject
{
    /// <summary>A rigid body.</summary>
    Body = 1,

    /// <summary>A joint.</summary>
    Joint = 3,

    /// <summary>A collision and inertia shape.</summary>
    Geom = 5,

    /// <summary>A marked point of a body.</summary>
    Site = 6,

    /// <summary>A sum over joints that can be limited or driven.</summary>
    Tendon = 17,

    /// <summary>A motor or servo.</summary>
    Actuator = 18,

    /// <summary>A sensor.</summary>
    Sensor = 19,
}
