using System.Runtime.InteropServices;

namespace AwacAkka.Cli.Terminal;

/// <summary>
/// Whether the program was started with its standard streams. Where one is closed, as under some daemons, the runtime's own files take its
/// number, and what is written to it would go there. They are marked to be closed in a child process; a stream that was inherited cannot be.
/// </summary>
internal static partial class StandardStream
{
    private const int Output = 1, Error = 2;
    private const int GetFlags = 1, CloseOnExecution = 1; // F_GETFD, FD_CLOEXEC

    /// <summary>The console on the streams that there are.</summary>
    public static CliConsole ToConsole()
    {
        var console = new CliConsole(
            IsInherited(Output) ? Console.Out : null, IsInherited(Error) ? Console.Error : null, IsInherited(Output) && !Console.IsOutputRedirected);

        // For what writes to the console by itself, as the display does that is drawn in place.
        Console.SetOut(console.Out);
        Console.SetError(console.Error);
        return console;
    }

    private static bool IsInherited(int descriptor) => Control(descriptor, GetFlags, 0) is var flags && flags >= 0 && (flags & CloseOnExecution) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);
}
