using System.Runtime.InteropServices;

namespace AwacAkka.Learning.Torch;

/// <summary>
/// Linux's loader itself: .NET's NativeLibrary has no way to make a library's names known to those loaded later, and buries the loader's
/// words.
/// </summary>
internal static partial class SharedLibrary
{
    private const int Lazy = 1;
    private const int Now = 2;
    private const int Global = 0x100;

    /// <summary>Loads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="forAll">Whether what is loaded later finds its names, before their own.</param>
    /// <param name="fix">What the user can do where it is refused.</param>
    /// <exception cref="DllNotFoundException">The loader refuses it; its words are in the message.</exception>
    public static IntPtr Open(string path, bool forAll, string fix)
    {
        var handle = DlOpen(path, forAll ? Now | Global : Lazy);
        return handle != IntPtr.Zero
            ? handle
            : throw new DllNotFoundException($"{path} cannot be loaded ({Marshal.PtrToStringUTF8(DlError())}): {fix}.");
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr DlOpen(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dlerror")]
    private static partial IntPtr DlError();
}
