namespace AwacAkka.Learning.Data.Hdf5;

/// <summary>An array of numbers in an HDF5 file that is read, whatever its type, layout and compression, as single precision.</summary>
internal sealed unsafe class Hdf5Dataset : IDisposable
{
    private const int IntegerClass = 0;
    private const int FloatClass = 1;
    private const int EnumerationClass = 8;
    private const int MostDimensions = 32;

    // Decompressed chunks that are kept: a block of rows may end within a row of chunks, which the next block then needs again.
    private const int CacheBytes = 64 << 20;
    private const int CacheSlots = 12_421;
    private readonly Hdf5Handle handle;
    private readonly string name;
    private readonly int tile;
    private float[] scratch = [];

    private Hdf5Dataset(Hdf5Handle handle, string name, long[] shape, string type)
    {
        this.handle = handle;
        this.name = name;
        Shape = shape;
        Type = type;
        tile = TileOf(handle, shape);
    }

    /// <summary>Sizes of the dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The type's NumPy name, such as <c>float64</c>; <c>bool</c> for h5py's booleans.</summary>
    public string Type { get; }

    /// <summary>Opens an array.</summary>
    /// <exception cref="InvalidDataException">It cannot be opened or holds no plain numbers.</exception>
    public static Hdf5Dataset Open(Hdf5Handle location, string name)
    {
        using var scope = Hdf5Library.Enter();
        using var access = NativeMethods.CreateProperties(Hdf5Library.DatasetAccess);
        _ = NativeMethods.SetChunkCache(access, CacheSlots, CacheBytes, 1);
        var dataset = NativeMethods.OpenDataset(location, name, access);
        try
        {
            return dataset.IsInvalid
                ? throw new InvalidDataException($"its array '{name}' cannot be opened")
                : new Hdf5Dataset(dataset, name, ShapeOf(dataset, name), DescribeType(dataset, name));
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>Reads whole rows.</summary>
    /// <param name="row">The first.</param>
    /// <param name="destination">As many rows as fit, row-major.</param>
    /// <exception cref="InvalidDataException">They cannot be read.</exception>
    public void Read(long row, Span<float> destination)
    {
        using var scope = Hdf5Library.Enter();
        var width = 1;
        for (var d = 1; d < Shape.Count; d++)
        {
            width = checked(width * (int)Shape[d]);
        }

        if (tile == 0)
        {
            Select(row, destination.Length / width, 0, 0, destination);
            return;
        }

        var rows = destination.Length / width;
        Array.Resize(ref scratch, Math.Max(scratch.Length, rows * tile));
        for (var column = 0; column < width; column += tile)
        {
            var columns = Math.Min(tile, width - column);
            var part = scratch.AsSpan(0, rows * columns);
            Select(row, rows, column, columns, part);
            for (var r = 0; r < rows; r++)
            {
                part.Slice(r * columns, columns).CopyTo(destination[(r * width + column)..]);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose() => handle.Dispose();

    /// <summary>Reads some columns of some rows; all columns where their number is 0.</summary>
    private void Select(long row, int rows, int column, int columns, Span<float> destination)
    {
        var start = stackalloc ulong[Shape.Count];
        var count = stackalloc ulong[Shape.Count];
        for (var d = 1; d < Shape.Count; d++)
        {
            (start[d], count[d]) = columns == 0 ? (0, (ulong)Shape[d]) : ((ulong)column, (ulong)columns);
        }

        (start[0], count[0]) = ((ulong)row, (ulong)rows);
        var length = (ulong)destination.Length;
        using var file = NativeMethods.SpaceOf(handle);
        using var memory = NativeMethods.CreateSpace(1, &length, null);
        fixed (float* values = destination)
        {
            if (NativeMethods.Select(file, 0, start, null, count, null) < 0
                || NativeMethods.Read(handle, Hdf5Library.Float, memory, file, 0, values) < 0)
            {
                throw new InvalidDataException(
                    $"its array '{name}' cannot be read: it is cut short or damaged, or compressed by a filter that libhdf5 lacks here");
            }
        }
    }

    /// <summary>
    /// Columns to read at a time, 0 for all: h5py likes chunks of few columns, and libhdf5 gathers whole rows from those number by number.
    /// </summary>
    private static int TileOf(Hdf5Handle dataset, long[] shape)
    {
        if (shape.Length != 2)
        {
            return 0;
        }

        var sizes = stackalloc ulong[2];
        using var creation = NativeMethods.CreationOf(dataset);
        return NativeMethods.ChunkSizes(creation, 2, sizes) == 2 && sizes[1] < (ulong)shape[1] ? (int)sizes[1] : 0;
    }

    private static long[] ShapeOf(Hdf5Handle dataset, string name)
    {
        using var space = NativeMethods.SpaceOf(dataset);
        var rank = NativeMethods.Rank(space);
        if (rank is < 0 or > MostDimensions)
        {
            throw new InvalidDataException($"its array '{name}' has no shape");
        }

        var sizes = stackalloc ulong[MostDimensions];
        _ = NativeMethods.Sizes(space, sizes, null);
        var shape = new long[rank];
        for (var d = 0; d < rank; d++)
        {
            shape[d] = sizes[d] <= long.MaxValue ? (long)sizes[d] : long.MaxValue;
        }

        return shape;
    }

    private static string DescribeType(Hdf5Handle dataset, string name)
    {
        using var type = NativeMethods.TypeOf(dataset);
        var bits = NativeMethods.BytesOf(type) * 8;
        return NativeMethods.ClassOf(type) switch
        {
            FloatClass => $"float{bits}",
            IntegerClass => NativeMethods.SignOf(type) == 0 ? $"uint{bits}" : $"int{bits}",
            EnumerationClass => "bool",
            _ => throw new InvalidDataException($"'{name}' holds text, objects or records, expected plain numbers"),
        };
    }
}
