using System.IO.Compression;

namespace AwacAkka.Data.Formats.Npz;

/// <summary>
/// NumPy's <c>.npz</c>: a ZIP archive of <c>.npy</c> arrays, stored or deflated. Pickled objects are refused, checksums are compared,
/// and an array that is not asked for is not read.
/// </summary>
public static class Npz
{
    internal const string Extension = ".npy";

    /// <summary>Reads the arrays of those names; names that the archive lacks are absent from the result.</summary>
    /// <exception cref="InvalidDataException">It is no ZIP archive, or an array is damaged, of an unsupported kind or there twice.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(Stream stream, params IReadOnlyCollection<string> names)
    {
        using var reader = new NpzReader(stream);
        return names.Where(reader.Names.Contains).ToDictionary(name => name, reader.Read);
    }

    /// <summary>The names of all arrays, in the archive's order.</summary>
    /// <exception cref="InvalidDataException">It is no ZIP archive, or holds a name twice.</exception>
    public static IReadOnlyList<string> Names(Stream stream)
    {
        using var reader = new NpzReader(stream);
        return reader.Names;
    }

    /// <summary>Writes arrays in the given order.</summary>
    public static void Write(
        Stream stream,
        IEnumerable<KeyValuePair<string, NpyArray>> arrays,
        CompressionLevel compression = CompressionLevel.NoCompression)
    {
        using var writer = new NpzWriter(stream, compression);
        foreach (var (name, array) in arrays)
        {
            writer.Write(name, array);
        }
    }
}
