namespace AwacAkka.Environments.MuJoCo;

/// <summary>Finds out once, and says in one sentence, whether the native side is there and of the version that the shim was built for.</summary>
internal static class MuJoCoLibrary
{
    private static volatile bool loaded;

    /// <summary>The installed library's version.</summary>
    /// <exception cref="MissingNativeLibraryException">There is none, or not its shim.</exception>
    public static string Version => Format(Versions().Found);

    public static void EnsureLoaded()
    {
        if (loaded)
        {
            return;
        }

        var (built, found) = Versions();
        if (built != found)
        {
            throw new MissingNativeLibraryException(
                $"MuJoCo {Format(found)} is installed but this program was built for {Format(built)}: run scripts/setup and build again.");
        }

        loaded = true;
    }

    private static (int Built, int Found) Versions()
    {
        try
        {
            return (NativeMethods.HeaderVersion(), NativeMethods.LibraryVersion());
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new MissingNativeLibraryException(
                "MuJoCo environments need Debian's package libmujoco-dev and the shim libawacmujoco.so built with it: run scripts/setup and build again.",
                exception);
        }
    }

    private static string Format(int version) => $"{version / 100}.{version / 10 % 10}.{version % 10}";
}
