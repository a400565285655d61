using PureHDF;

namespace AwacAkka.Data.Formats.Hdf5;

/// <summary>Writes a new HDF5 file: groups with integer attributes, arrays of single precision numbers, whole numbers and booleans.</summary>
/// <remarks>PureHDF wants to know all that a file will hold before it writes any: it is kept until <see cref="Complete"/>.</remarks>
internal sealed class Hdf5Writer : IDisposable
{
    private static readonly H5WriteOptions Options = new(PreferCompactDatasetLayout: false);
    private readonly FileStream stream;
    private readonly H5File content = [];
    private bool written;

    /// <summary>Begins a file.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public Hdf5Writer(string path) => stream = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);

    /// <summary>Booleans as h5py stores them: an enumeration of bytes.</summary>
    private enum Flag : byte
    {
        FALSE,
        TRUE,
    }

    /// <summary>Makes a group.</summary>
    /// <param name="name">Its name in the root group.</param>
    /// <param name="attributes">Its integer attributes.</param>
    public Group AddGroup(string name, params ReadOnlySpan<(string Name, long Value)> attributes)
    {
        var group = new H5Group();
        foreach (var (attribute, value) in attributes)
        {
            group.Attributes[attribute] = value;
        }

        content[name] = group;
        return new Group(content, group);
    }

    /// <summary>Makes sure that all of it is on its way to the disk, where a full one still can be told.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Complete()
    {
        if (!written)
        {
            written = true;
            content.Write(stream, Options);
            stream.Flush();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        using (stream)
        {
            Complete();
        }
    }

    /// <summary>A group under way.</summary>
    public sealed class Group : IDisposable
    {
        private readonly H5Group root;
        private readonly H5Group group;

        internal Group(H5Group root, H5Group group)
        {
            this.root = root;
            this.group = group;
        }

        /// <summary>Writes a matrix of rows of <paramref name="width"/> numbers, or a vector where the width is 0.</summary>
        /// <param name="name">Its name in this group, or in the root group where it begins with a slash.</param>
        /// <param name="values">The numbers, row-major.</param>
        /// <param name="width">Numbers per row.</param>
        public void Add(string name, ReadOnlySpan<float> values, int width = 0)
        {
            var count = (ulong)values.Length;
            Add(name, new H5Dataset<float[]>(values.ToArray(), fileDims: width == 0 ? [count] : [count / (ulong)width, (ulong)width]));
        }

        /// <summary>Writes a vector of whole numbers.</summary>
        /// <param name="name">Its name in this group, or in the root group where it begins with a slash.</param>
        /// <param name="values">The numbers.</param>
        public void Add(string name, ReadOnlySpan<long> values) => Add(name, new H5Dataset<long[]>(values.ToArray(), fileDims: [(ulong)values.Length]));

        /// <summary>Writes a vector of booleans.</summary>
        /// <param name="name">Its name in this group, or in the root group where it begins with a slash.</param>
        /// <param name="values">The booleans.</param>
        public void Add(string name, ReadOnlySpan<bool> values)
        {
            var flags = new Flag[values.Length];
            for (var i = 0; i < flags.Length; i++)
            {
                flags[i] = values[i] ? Flag.TRUE : Flag.FALSE;
            }

            Add(name, new H5Dataset<Flag[]>(flags, fileDims: [(ulong)flags.Length]));
        }

        /// <inheritdoc />
        public void Dispose()
        {
        }

        private void Add(string name, H5Object array) => (name.StartsWith('/') ? root : group)[name.TrimStart('/')] = array;
    }
}
