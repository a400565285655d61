namespace AwacAkka.Learning.Data.Hdf5;

/// <summary>Writes a new HDF5 file: groups with integer attributes, arrays of single precision numbers and booleans.</summary>
internal sealed unsafe class Hdf5Writer : IDisposable
{
    private const int WholeFile = 1;
    private readonly Hdf5Handle file;
    private readonly Hdf5Handle boolean;

    /// <summary>Begins a file.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public Hdf5Writer(string path)
    {
        using var scope = Hdf5Library.Enter();
        file = Checked(NativeMethods.CreateFile(path, NativeMethods.CreateNew, 0, 0), "the file");
        boolean = Boolean();
    }

    /// <summary>Makes a group.</summary>
    /// <param name="name">Its name in the root group.</param>
    /// <param name="attributes">Its integer attributes.</param>
    public Group AddGroup(string name, params ReadOnlySpan<(string Name, long Value)> attributes)
    {
        using var scope = Hdf5Library.Enter();
        var group = Checked(NativeMethods.CreateGroup(file, name, 0, 0, 0), name);
        foreach (var (attribute, value) in attributes)
        {
            using var space = NativeMethods.CreateSpace(NativeMethods.ScalarSpace);
            using var item = Checked(NativeMethods.CreateAttribute(group, attribute, Hdf5Library.Int64, space, 0, 0), attribute);
            var copy = value;
            Check(NativeMethods.WriteAttribute(item, Hdf5Library.Int64, &copy), attribute);
        }

        return new Group(this, group);
    }

    /// <summary>Makes sure that all of it is on its way to the disk, where a full one still can be told.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Complete()
    {
        using var scope = Hdf5Library.Enter();
        Check(NativeMethods.Flush(file, WholeFile), "the file");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        boolean.Dispose();
        file.Dispose();
    }

    /// <summary>Booleans as h5py stores them: an enumeration of signed bytes.</summary>
    private static Hdf5Handle Boolean()
    {
        var type = NativeMethods.CreateEnumeration(Hdf5Library.SignedByte);
        sbyte no = 0, yes = 1;
        _ = NativeMethods.AddMember(type, "FALSE", &no);
        _ = NativeMethods.AddMember(type, "TRUE", &yes);
        return type;
    }

    private static void Check(int result, string what)
    {
        if (result < 0)
        {
            throw new IOException($"libhdf5 could not write '{what}'; is the disk full?");
        }
    }

    private static Hdf5Handle Checked(Hdf5Handle handle, string what)
    {
        Check(handle.IsInvalid ? -1 : 0, what);
        return handle;
    }

    /// <summary>A group under way.</summary>
    public sealed class Group : IDisposable
    {
        private readonly Hdf5Writer writer;
        private readonly Hdf5Handle handle;

        internal Group(Hdf5Writer writer, Hdf5Handle handle)
        {
            this.writer = writer;
            this.handle = handle;
        }

        /// <summary>Writes a matrix of rows of <paramref name="width"/> numbers, or a vector where the width is 0.</summary>
        public void Add(string name, ReadOnlySpan<float> values, int width = 0)
        {
            fixed (float* pointer = values)
            {
                Add(name, Hdf5Library.Float, pointer, values.Length, width);
            }
        }

        /// <summary>Writes a vector of booleans.</summary>
        public void Add(string name, ReadOnlySpan<bool> values)
        {
            fixed (bool* pointer = values)
            {
                Add(name, writer.boolean.DangerousGetHandle(), pointer, values.Length, 0);
            }
        }

        /// <inheritdoc />
        public void Dispose() => handle.Dispose();

        private void Add(string name, long type, void* values, int count, int width)
        {
            using var scope = Hdf5Library.Enter();
            var sizes = stackalloc ulong[2];
            (sizes[0], sizes[1]) = ((ulong)(width == 0 ? count : count / width), (ulong)width);
            using var space = NativeMethods.CreateSpace(width == 0 ? 1 : 2, sizes, null);
            using var dataset = Checked(NativeMethods.CreateDataset(handle, name, type, space, 0, 0, 0), name);
            if (count > 0)
            {
                Check(NativeMethods.Write(dataset, type, 0, 0, 0, values), name);
            }
        }
    }
}
