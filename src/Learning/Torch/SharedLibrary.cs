using System.Runtime.InteropServices;

namespace AwacAkka.Learning.Torch;

/// <summary>Loads libraries by their paths, with the loader's own words in one sentence where it refuses one.</summary>
internal static partial class SharedLibrary
{
    private const int NowAndGlobal = 0x102;

    /// <summary>Loads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fix">What the user can do where it is refused.</param>
    /// <exception cref="DllNotFoundException">The loader refuses it.</exception>
    public static IntPtr Open(string path, string fix)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e)
        {
            var words = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries); // .NET's advice, then a line for each file tried
            throw new DllNotFoundException($"{path} cannot be loaded ({words[Math.Min(1, words.Length - 1)]}): {fix}.");
        }
    }

    /// <summary>Loads a file whose names go before those of libraries that are loaded later: .NET itself offers no such way.</summary>
    /// <exception cref="DllNotFoundException">The loader refuses it.</exception>
    public static void OpenForAll(string path, string fix)
    {
        Open(path, fix);
        if (DlOpen(path, NowAndGlobal) == IntPtr.Zero)
        {
            throw new DllNotFoundException($"{path} cannot be loaded for all libraries: {fix}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr DlOpen(string path, int flags);
}
