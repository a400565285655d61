using System.Diagnostics;
using System.Globalization;

namespace AwacAkka.Clustering.Tests.Campaign;

/// <summary><c>awac node</c> as a process of its own, so that it can be killed and stopped as the kernel does.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process process;
    private readonly List<string> output = [];
    private readonly TaskCompletionSource isUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["DOTNET_TieredPGO"] = "0"; // what counts here is a fast start
        start.Environment["MALLOC_ARENA_MAX"] = "1";
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The process's number.</summary>
    public int Id => process.Id;

    /// <summary>When it was started.</summary>
    public DateTime Started { get; } = DateTime.UtcNow;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>Completes when the cluster has let it in, or it has ended.</summary>
    public Task Up => Task.WhenAny(isUp.Task, process.WaitForExitAsync());

    /// <summary>Whether the cluster has let it in.</summary>
    public bool IsUp => isUp.Task.IsCompleted;

    /// <summary>Both streams so far.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return string.Join('\n', output);
            }
        }
    }

    /// <summary>Starts a node.</summary>
    /// <param name="config">Its configuration, a file.</param>
    /// <param name="role">What it does.</param>
    /// <param name="host">The network namespace that it is in; null for the tests' own.</param>
    /// <param name="clock">Its wall clock; null for the machine's.</param>
    public static NodeProcess Start(string config, string role, string? host = null, TestClock? clock = null)
    {
        // The program beside the tests is compiled as it runs; one that is compiled already is another's to name.
        string[] program = Environment.GetEnvironmentVariable("AWAC_PROGRAM") is { Length: > 0 } compiled
            ? [compiled]
            : ["dotnet", Path.Combine(AppContext.BaseDirectory, "awac.dll")];
        string[] line = [.. host is null ? [] : (string[])["ip", "netns", "exec", host], .. program, "node", "--config", config, "--role", role];
        var start = new ProcessStartInfo(line[0], line[1..]);
        clock?.GiveTo(start);
        return new NodeProcess(start);
    }

    /// <summary>When a line that holds a text was logged last, by the line's own time; null where there is none.</summary>
    public DateTime? LoggedAt(string text)
    {
        lock (output)
        {
            return output.FindLast(line => line.Contains(text, StringComparison.Ordinal)) is { } line
                ? DateTime.ParseExact(line[..24], "yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal)
                : null;
        }
    }

    /// <summary>Kills with SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Sends a signal such as TERM.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end, and for the last of what it says.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (output)
        {
            output.Add(line);
        }

        if (line.StartsWith("node ", StringComparison.Ordinal) && line.Contains(" is up: ", StringComparison.Ordinal))
        {
            isUp.TrySetResult();
        }
    }
}
