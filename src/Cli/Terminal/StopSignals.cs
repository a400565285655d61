using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AwacAkka.Cli.Terminal;

/// <summary>Ctrl-C, SIGTERM, and SIGHUP, the end of a terminal or session: the first asks for a clean stop, a later one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>Signals so soon after the first are the same wish: timeout(1), for one, signals its child, and then the group that the child is in.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource source;
    private readonly PosixSignalRegistration[] registrations;
    private readonly bool heedsInterrupts;
    private long first; // when the first one came; 0 before that

    /// <summary>Listens until disposed.</summary>
    /// <param name="outer">Asks for a clean stop as well.</param>
    /// <param name="heedsInterrupts">Whether Ctrl-C does: a terminal sends it to a program's children, too, which the program may want to stop itself.</param>
    public StopSignals(CancellationToken outer, bool heedsInterrupts = true)
    {
        this.heedsInterrupts = heedsInterrupts;
        source = CancellationTokenSource.CreateLinkedTokenSource(outer);
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, OnSignal))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGINT && !heedsInterrupts)
        {
            return;
        }

        var now = Stopwatch.GetTimestamp();
        if (Interlocked.CompareExchange(ref first, now, 0) is var earlier and not 0)
        {
            if (Stopwatch.GetElapsedTime(earlier, now) > Together)
            {
                Environment.Exit(ExitCode.Interrupted);
            }

            return;
        }

        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The signal came first, but what it asks to stop has ended by itself before the runtime got round to it.
        }
    }
}
