using PureHDF;
using PureHDF.VOL.Native;

namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>What a name in a group stands for.</summary>
internal enum Hdf5Kind
{
    /// <summary>Nothing, or a link that leads nowhere.</summary>
    Missing,

    /// <summary>A group.</summary>
    Group,

    /// <summary>An array.</summary>
    Dataset,

    /// <summary>A named type, which holds no data.</summary>
    Other,
}

/// <summary>A group of an HDF5 file that is read; the root group stands for the file.</summary>
internal sealed class Hdf5Group : IDisposable
{
    private readonly Hdf5Source source;
    private readonly NativeGroup group;
    private (string Name, IH5Object? Object, Hdf5Header? Header) found = ("", null, null);

    private Hdf5Group(Hdf5Source source, NativeGroup group)
    {
        this.source = source;
        this.group = group;
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="InvalidDataException">It cannot be opened, with a clause that says why.</exception>
    public static Hdf5Group OpenFile(string path)
    {
        var source = Hdf5Refusal.Instead(Hdf5Refusal.Damaged, () => new Hdf5Source(path));
        try
        {
            source.BeginCall();
            return Hdf5Refusal.Instead(Hdf5Refusal.Damaged, () => new Hdf5Group(source, H5File.Open(source)));
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>How many names the group has.</summary>
    /// <exception cref="InvalidDataException">They cannot be read.</exception>
    public long Count => Names().Count;

    /// <summary>The first names in alphabetical order.</summary>
    /// <exception cref="InvalidDataException">They cannot be read.</exception>
    public IReadOnlyList<string> FirstNames(int most) => [.. Names().Order(StringComparer.Ordinal).Take(most)];

    /// <summary>What a name stands for.</summary>
    /// <exception cref="InvalidDataException">That cannot be read.</exception>
    public Hdf5Kind KindOf(string name) => Find(name) switch
    {
        null or IH5UnresolvedLink => Hdf5Kind.Missing,
        NativeGroup => Hdf5Kind.Group,
        NativeDataset => Hdf5Kind.Dataset,
        _ => Hdf5Kind.Other,
    };

    /// <summary>Opens a group in this one, of which <see cref="KindOf"/> says that it is there.</summary>
    /// <exception cref="InvalidDataException">It cannot be opened.</exception>
    public Hdf5Group OpenGroup(string name) => Find(name) is NativeGroup inner
        ? new Hdf5Group(source, inner)
        : throw new InvalidDataException($"its group '{name}' cannot be opened");

    /// <summary>Opens an array of numbers.</summary>
    /// <exception cref="InvalidDataException">It is missing, or holds no plain numbers.</exception>
    public Hdf5Dataset OpenDataset(string name) => Find(name) is NativeDataset dataset
        ? Hdf5Refusal.Instead($"its array '{name}' cannot be opened", () => Hdf5Dataset.Of(source, dataset, found.Header!, name))
        : throw new InvalidDataException($"its array '{name}' cannot be opened");

    /// <inheritdoc />
    public void Dispose()
    {
        if (group is NativeFile file)
        {
            file.Dispose();
        }
    }

    /// <summary>What is asked for twice in a row, first what it is and then to open it, is looked up once.</summary>
    private IH5Object? Find(string name)
    {
        if (found.Name != name)
        {
            source.BeginCall();
            var item = Hdf5Refusal.Instead(
                $"{Hdf5Refusal.Damaged}: '{name}' cannot be looked up", () => group.LinkExists(name) ? group.Get(name) : null);
            found = (name, item, source.LastArray);
        }

        return found.Object;
    }

    private List<string> Names()
    {
        source.BeginCall();
        return Hdf5Refusal.Instead(
            $"{Hdf5Refusal.Damaged}: the names in a group cannot be read", () => group.Children().Select(child => child.Name).ToList());
    }
}
