using System.IO.Compression;

namespace AwacAkka.Data.Formats.Npz;

/// <summary>Writes an <c>.npz</c> archive array by array, each in as many pieces as the caller likes.</summary>
/// <param name="stream">Where it goes; left open.</param>
/// <param name="compression">Of every array.</param>
internal sealed class NpzWriter(Stream stream, CompressionLevel compression = CompressionLevel.NoCompression) : IDisposable
{
    // Equal content means equal bytes, so entries carry the earliest time that ZIP can express.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
    private Stream? body;

    /// <summary>Ends the array under way and begins the next, whose elements are to be written to the returned stream in C order.</summary>
    public Stream Begin(string name, string type, IReadOnlyList<int> shape)
    {
        body?.Dispose();
        var entry = archive.CreateEntry(name + Npz.Extension, compression);
        entry.LastWriteTime = EntryTime;
        body = entry.Open();
        NpyHeader.Write(body, type, shape);
        return body;
    }

    /// <summary>Writes a whole array.</summary>
    public void Write(string name, NpyArray array) =>
        NpyFormat.WriteBody(Begin(name, NpyFormat.TypeOf(array), array.Shape), array);

    /// <inheritdoc />
    public void Dispose()
    {
        body?.Dispose();
        archive.Dispose();
    }
}
