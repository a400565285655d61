using System.Text;
using AwacAkka.Actors.Records;
using AwacAkka.Data.Files;

namespace AwacAkka.Actors.Storage;

/// <summary>Writes the files of a run, each whole or not at all.</summary>
internal static class RunFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its contents.</param>
    /// <param name="durable">Whether to wait until they are on disk: not where the journal can write the file again after a power cut.</param>
    /// <exception cref="StorageException">It cannot be written; what was there before is still there.</exception>
    public static void Write(string path, byte[] bytes, bool durable = true)
    {
        try
        {
            WholeFile.Write(path, bytes, durable);
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            throw StorageException.NotWritten(path, e);
        }
    }

    /// <summary>Writes a text, in the same way.</summary>
    /// <exception cref="StorageException">It cannot be written; what was there before is still there.</exception>
    public static void Write(string path, string text, bool durable = true) => Write(path, Encoding.UTF8.GetBytes(text), durable);
}
