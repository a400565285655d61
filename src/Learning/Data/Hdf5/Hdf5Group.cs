using System.Text;

namespace AwacAkka.Learning.Data.Hdf5;

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
internal sealed unsafe class Hdf5Group : IDisposable
{
    private const int LongestName = 1024;
    private readonly Hdf5Handle handle;

    private Hdf5Group(Hdf5Handle handle) => this.handle = handle;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="InvalidDataException">It cannot be opened, with a clause that says why.</exception>
    public static Hdf5Group OpenFile(string path)
    {
        using var scope = Hdf5Library.Enter();
        var file = NativeMethods.OpenFile(path, NativeMethods.ReadOnly, 0);
        return !file.IsInvalid
            ? new Hdf5Group(file)
            : throw new InvalidDataException("it is an HDF5 file that is cut short or damaged, or that another program is still writing");
    }

    /// <summary>How many names the group has.</summary>
    public long Count
    {
        get
        {
            using var scope = Hdf5Library.Enter();
            NativeMethods.GroupInfo info;
            return NativeMethods.DescribeGroup(handle, &info) < 0 ? 0 : (long)info.Links;
        }
    }

    /// <summary>The first names in alphabetical order.</summary>
    public IReadOnlyList<string> FirstNames(int most)
    {
        var names = new string[Math.Min(most, Count)];
        using var scope = Hdf5Library.Enter();
        var bytes = stackalloc byte[LongestName];
        for (var i = 0; i < names.Length; i++)
        {
            var length = NativeMethods.LinkName(handle, ".", 0, 0, (ulong)i, bytes, LongestName, 0);
            names[i] = Encoding.UTF8.GetString(bytes, (int)Math.Clamp(length, 0, LongestName - 1));
        }

        return names;
    }

    /// <summary>What a name stands for.</summary>
    public Hdf5Kind KindOf(string name)
    {
        using var scope = Hdf5Library.Enter();
        if (NativeMethods.LinkExists(handle, name, 0) <= 0)
        {
            return Hdf5Kind.Missing;
        }

        using var item = NativeMethods.OpenObject(handle, name, 0);
        return item.IsInvalid
            ? Hdf5Kind.Missing
            : NativeMethods.KindOf(item) switch
            {
                NativeMethods.GroupObject => Hdf5Kind.Group,
                NativeMethods.DatasetObject => Hdf5Kind.Dataset,
                _ => Hdf5Kind.Other,
            };
    }

    /// <summary>Opens a group in this one, of which <see cref="KindOf"/> says that it is there.</summary>
    public Hdf5Group OpenGroup(string name)
    {
        using var scope = Hdf5Library.Enter();
        var group = NativeMethods.OpenObject(handle, name, 0);
        return !group.IsInvalid ? new Hdf5Group(group) : throw new InvalidDataException($"its group '{name}' cannot be opened");
    }

    /// <summary>Opens an array of numbers.</summary>
    /// <exception cref="InvalidDataException">It is missing, or holds no plain numbers.</exception>
    public Hdf5Dataset OpenDataset(string name) => Hdf5Dataset.Open(handle, name);

    /// <inheritdoc />
    public void Dispose() => handle.Dispose();
}
