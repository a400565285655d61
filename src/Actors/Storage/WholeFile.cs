using AwacAkka.Actors.Records;

namespace AwacAkka.Actors.Storage;

/// <summary>Files that appear complete or not at all, whatever ends the program or fills the disk while they are written.</summary>
internal static class WholeFile
{
    /// <summary>Ending of what is being written. A crash may leave one behind; the next writing replaces it.</summary>
    public const string PartialEnding = ".partial";

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its contents.</param>
    /// <param name="durable">Whether to wait until they are on disk: not where the journal can write the file again after a power cut.</param>
    /// <exception cref="StorageException">It cannot be written; what was there before is still there.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool durable = true)
    {
        var partial = path + PartialEnding;
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
            {
                stream.Write(bytes);
                stream.Flush(durable);
            }

            File.Move(partial, path, overwrite: true);
        }
        catch (Exception e) when (StorageException.IsRefusal(e))
        {
            Remove(partial);
            throw StorageException.NotWritten(path, e);
        }
    }

    /// <summary>Writes a text, in the same way.</summary>
    /// <exception cref="StorageException">It cannot be written; what was there before is still there.</exception>
    public static void Write(string path, string text, bool durable = true) => Write(path, System.Text.Encoding.UTF8.GetBytes(text), durable);

    private static void Remove(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception e) when (StorageException.IsRefusal(e))
        {
            // What could not be written cannot be removed either; the first refusal is the one to report.
        }
    }
}
