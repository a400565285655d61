using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Actors.Records;
using AwacAkka.Data.Files;

namespace AwacAkka.Cli.Comparisons;

/// <summary>
/// The process of one run. Each run has one of its own: a crash in native code costs that run its last moments and the others nothing, threads of
/// libraries are each run's own, and memory comes back when a run ends.
/// </summary>
internal sealed class MemberProcess : IDisposable
{
    private const int SignalBase = 128; // an exit code above it is that and the signal's number, as in shells
    private const string ErrorPrefix = "error: ";
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SignalPatience = TimeSpan.FromSeconds(1);
    private readonly Process process;
    private readonly StreamWriter log;
    private readonly Lock gate = new();
    private string error = string.Empty;

    private MemberProcess(ProcessStartInfo start, string logFile)
    {
        log = new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.Read)) { AutoFlush = true };
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
    }

    /// <summary>What it said last.</summary>
    public string Latest { get; private set; } = string.Empty;

    /// <summary>Starts it.</summary>
    /// <param name="program">This program.</param>
    /// <param name="folder">The comparison.</param>
    /// <param name="member">The run, whose folder there is.</param>
    /// <param name="config">How it is judged.</param>
    /// <exception cref="StorageException">Its output cannot be written.</exception>
    /// <exception cref="RunFailedException">The system refuses.</exception>
    public static MemberProcess Start(WorkerLaunch program, ComparisonFolder folder, ComparisonMember member, ComparisonConfig config)
    {
        var start = program.ToStartInfo(
            MemberCommand.Name, folder.Run(member), folder.Judgement(member), "--policy", config.Policy.ToString(),
            "--episodes", config.Episodes.ToString(CultureInfo.InvariantCulture), "--seed", member.EvaluationSeed.ToString(CultureInfo.InvariantCulture));
        MemberProcess? started = null;
        try
        {
            started = new MemberProcess(start, folder.Output(member));
            started.process.Start();
            started.process.BeginOutputReadLine();
            started.process.BeginErrorReadLine();
            return started;
        }
        catch (Win32Exception e)
        {
            started?.Dispose();
            throw new RunFailedException($"the program cannot be started once more: {e.Message}", e);
        }
        catch (Exception e) when (FileRefusal.Is(e))
        {
            started?.Dispose();
            throw StorageException.NotWritten(folder.Output(member), e);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <param name="stop">Asks it to end cleanly.</param>
    /// <returns>Why it failed; null where it did not.</returns>
    public async Task<string?> WaitAsync(CancellationToken stop)
    {
        using var patience = new CancellationTokenSource();
        using var stopping = stop.Register(() =>
        {
            process.StandardInput.Close();
            patience.CancelAfter(StopPatience);
        });
        using var kill = patience.Token.Register(process.Kill); // it hangs; what it has recorded is enough to go on
        await process.WaitForExitAsync(CancellationToken.None);
        if (process.ExitCode > SignalBase && await IsStoppingAsync(stop))
        {
            return null;
        }

        lock (gate)
        {
            return process.ExitCode == 0 ? null : error.Length > 0 ? error : $"its process ended with exit code {process.ExitCode}";
        }
    }

    /// <summary>Whether this process is asked to stop, too: a signal to all of a group may end the run's process, even one that does not listen yet, before it is heard here.</summary>
    public static async Task<bool> IsStoppingAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(SignalPatience, stop);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        process.Dispose();
        log.Dispose();
    }

    private void Add(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (gate)
        {
            Latest = line;
            error = line.StartsWith(ErrorPrefix, StringComparison.Ordinal) ? line[ErrorPrefix.Length..] : error;
            try
            {
                log.WriteLine(line);
            }
            catch (Exception e) when (FileRefusal.Is(e))
            {
                // The run keeps its own records, and fails by itself where those cannot be written.
            }
        }
    }
}
