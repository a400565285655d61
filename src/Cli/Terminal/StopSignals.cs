using System.Runtime.InteropServices;

namespace AwacAkka.Cli.Terminal;

/// <summary>Ctrl-C, SIGTERM, and SIGHUP, the end of a terminal or session: the first asks for a clean stop, the second ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly PosixSignalRegistration[] registrations;
    private readonly bool heedsInterrupts;

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

        if (source.IsCancellationRequested)
        {
            Environment.Exit(ExitCode.Interrupted);
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
