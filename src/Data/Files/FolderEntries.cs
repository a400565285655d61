using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AwacAkka.Data.Files;

/// <summary>
/// The names in a folder on disk. A rename survives a power cut when the folder is flushed, too, which .NET does not do: ext4 and XFS write it with the
/// next flush of any file, Btrfs need not.
/// </summary>
internal static partial class FolderEntries
{
    private const int ReadOnly = 0, CloseOnExec = 0x80000; // O_RDONLY, O_CLOEXEC
    private const int InputOutputError = 5, NoSpace = 28, OverQuota = 122; // EIO, ENOSPC, EDQUOT

    /// <summary>Waits until the names are on disk.</summary>
    /// <param name="path">A file or folder whose name is to be there.</param>
    /// <exception cref="IOException">The disk fails. A file system that flushes no folders, or a folder that may not be read, is no failure.</exception>
    public static void Flush(string path) => FlushWithin(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))!);

    /// <summary>Waits until the names in a folder are on disk, not those in folders below it.</summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="IOException">The disk fails, as above.</exception>
    public static void FlushWithin(string path)
    {
        using var folder = Open(path, ReadOnly | CloseOnExec);
        if (!folder.IsInvalid && FSync(folder) != 0 && Marshal.GetLastPInvokeError() is InputOutputError or NoSpace or OverQuota)
        {
            throw new IOException(Marshal.GetLastPInvokeErrorMessage(), Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle folder);
}
