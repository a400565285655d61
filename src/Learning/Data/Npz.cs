using System.IO.Compression;

namespace AwacAkka.Learning.Data;

/// <summary>
/// NumPy's <c>.npz</c>: a ZIP archive of <c>.npy</c> arrays, stored or deflated. Pickled objects are refused, checksums are compared,
/// and an array that is not asked for is not read.
/// </summary>
public static class Npz
{
    internal const string Extension = ".npy";

    /// <summary>Reads the arrays of those names; names that the archive lacks are absent from the result.</summary>
    /// <exception cref="InvalidDataException">It is no ZIP archive, or an array is damaged or of an unsupported kind.</exception>
    public static IReadOnlyDictionary<string, NpyArray> Read(Stream stream, params IReadOnlyCollection<string> names)
    {
        using var archive = Open(stream);
        var arrays = new Dictionary<string, NpyArray>();
        foreach (var name in names)
        {
            if (archive.GetEntry(name + Extension) is { } entry)
            {
                arrays[name] = ReadEntry(entry, name);
            }
        }

        return arrays;
    }

    /// <summary>The names of all arrays, in the archive's order.</summary>
    /// <exception cref="InvalidDataException">It is no ZIP archive.</exception>
    public static IReadOnlyList<string> Names(Stream stream)
    {
        using var archive = Open(stream);
        return [.. archive.Entries.Select(e => e.FullName).Where(n => n.EndsWith(Extension)).Select(n => n[..^Extension.Length])];
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
            NpyFormat.WriteBody(writer.Begin(name, NpyFormat.TypeOf(array), array.Shape), array);
        }
    }

    private static ZipArchive Open(Stream stream)
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException("it is not a complete .npz file (a ZIP archive of NumPy arrays), nor an HDF5 file", e);
        }
    }

    private static NpyArray ReadEntry(ZipArchiveEntry entry, string name)
    {
        try
        {
            using var body = new EntryStream(entry);
            var array = NpyFormat.Read(body);
            body.CompareChecksum();
            return array;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{name}' {e.Message}", e);
        }
    }
}
