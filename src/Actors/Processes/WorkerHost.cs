using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AwacAkka.Actors.Processes;

/// <summary>The whole of a worker process: it is told what to run on its standard input, and answers on its standard output.</summary>
public static partial class WorkerHost
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>Serves the run that started this process until that closes the input, or ends in whatever way. Returns the exit code.</summary>
    public static int Run()
    {
        // Ctrl-C, or the end of the terminal, reaches every process of the terminal; whether and how the run stops is for its own process to say.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
        using var input = Console.OpenStandardInput();
        using var output = TakeStandardOutput();
        return new WorkerSession(new FrameChannel(input, output), Console.Error).Run();
    }

    /// <summary>Whatever else is printed in this process, by native code too, goes to the error stream from here on.</summary>
    private static FileStream TakeStandardOutput()
    {
        var own = Duplicate(StandardOutput);
        return own >= 0 && DuplicateTo(StandardError, StandardOutput) >= 0
            ? new FileStream(new SafeFileHandle(own, ownsHandle: true), FileAccess.Write, bufferSize: 0)
            : throw new IOException($"standard output cannot be taken over: error {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int DuplicateTo(int descriptor, int target);
}
