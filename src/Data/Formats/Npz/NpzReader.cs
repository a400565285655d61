using System.IO.Compression;

namespace AwacAkka.Data.Formats.Npz;

/// <summary>Reads an <c>.npz</c> archive array by array: headers cost nothing, and what they say is checked before a body is unpacked.</summary>
internal sealed class NpzReader : IDisposable
{
    private const long SmallArchive = 256 << 20;

    // Deflate makes a thousandth of equal numbers at best, a third to a tenth of logged ones.
    private const long MostUnpacked = 300;
    private readonly ZipArchive archive;

    /// <summary>Opens an archive.</summary>
    /// <param name="stream">The file; left open.</param>
    /// <exception cref="InvalidDataException">It is no ZIP archive, or holds a name twice, of which NumPy reads the last and others the first.</exception>
    public NpzReader(Stream stream)
    {
        archive = Open(stream);
        Names = [.. archive.Entries.Select(e => e.FullName).Where(n => n.EndsWith(Extension)).Select(n => n[..^Extension.Length])];
        if (Names.CountBy(name => name).FirstOrDefault(name => name.Value > 1) is { Key: { } twice })
        {
            archive.Dispose();
            throw new InvalidDataException($"it holds '{twice}' twice, of which programs read the first or the last; save it anew with one of them");
        }
    }

    /// <summary>The names of all arrays, in the archive's order.</summary>
    public IReadOnlyList<string> Names { get; }

    private static string Extension => Npz.Extension;

    /// <summary>What stands before an array's elements, compared with the size of its entry.</summary>
    /// <exception cref="InvalidDataException">The array is of an unsupported kind, or of another size than it says.</exception>
    public NpyHeader Header(string name) => Use(name, (stream, entry) =>
    {
        var header = NpyHeader.Read(stream);
        header.CheckSize(entry.Length);
        return header;
    });

    /// <summary>Reads an array.</summary>
    /// <exception cref="InvalidDataException">It is damaged or of an unsupported kind.</exception>
    public NpyArray Read(string name) => Use(name, (stream, entry) =>
    {
        var array = NpyFormat.Read(stream, entry.Length);
        stream.CompareChecksum();
        return array;
    });

    /// <summary>Refuses arrays that unpack to far more than logged numbers can be packed from.</summary>
    /// <exception cref="InvalidDataException">They do.</exception>
    public void CheckUnpackedSize(IEnumerable<string> names)
    {
        ZipArchiveEntry[] entries = [.. names.Select(name => archive.GetEntry(name + Extension)!)];
        var (packed, unpacked) = (entries.Sum(e => e.CompressedLength), entries.Sum(e => e.Length));
        if (unpacked > SmallArchive && unpacked / MostUnpacked > packed)
        {
            throw new InvalidDataException(
                $"its arrays unpack from {packed / 1e6:0.#} MB to {unpacked / 1e6:0} MB, far more than any log does; "
                + "if it is one, save it with numpy.savez, which does not compress");
        }
    }

    /// <inheritdoc />
    public void Dispose() => archive.Dispose();

    private static ZipArchive Open(Stream stream)
    {
        try
        {
            var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            _ = archive.Entries; // which reads the archive's list
            return archive;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException("it is not a complete .npz file (a ZIP archive of NumPy arrays), nor an HDF5 file", e);
        }
    }

    private T Use<T>(string name, Func<EntryStream, ZipArchiveEntry, T> use)
    {
        try
        {
            var entry = archive.GetEntry(name + Extension)!;
            using var body = new EntryStream(entry);
            return use(body, entry);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{name}' {e.Message}", e);
        }
    }
}
