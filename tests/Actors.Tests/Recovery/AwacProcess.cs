using System.Diagnostics;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>The program as a child process, so that it can be killed as the kernel kills, and short of what it needs.</summary>
internal sealed class AwacProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Process process;
    private readonly TaskCompletionSource firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> output = [];

    private AwacProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["DOTNET_TieredPGO"] = "0"; // what counts here is a fast start
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The process's number.</summary>
    public int Id => process.Id;

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

    /// <summary>The last line so far.</summary>
    public string LastLine => Output[(Output.LastIndexOf('\n') + 1)..];

    /// <summary>Completes when the program has said something, or has ended.</summary>
    public Task FirstLine => Task.WhenAny(firstLine.Task, process.WaitForExitAsync());

    /// <summary>Completes when it has ended.</summary>
    public Task Ended => process.WaitForExitAsync();

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    private static string Program => Path.Combine(AppContext.BaseDirectory, "awac.dll");

    /// <summary>Runs it with SIGINT as in a terminal: a shell's background jobs, which these tests may be, hand it on as ignored.</summary>
    public static AwacProcess Start(params string[] arguments) =>
        new(new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Program, .. arguments]));

    /// <summary>Runs it from a line of shell, in which <c>"$@"</c> stands for the program and its arguments.</summary>
    public static AwacProcess StartInShell(string line, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", ["-c", line, "bash", "dotnet", Program, .. arguments]);
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // maps its code through a large file otherwise, which limits refuse
        return new AwacProcess(start);
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>The exit code, and the last line of both streams.</returns>
    public static async Task<(int Code, string LastLine)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        return (await process.ExitCodeAsync(), process.LastLine);
    }

    /// <summary>Kills with SIGKILL; tells whether there was something left to kill.</summary>
    public async Task<bool> KillAsync()
    {
        var running = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync();
        return running && process.ExitCode == 128 + 9;
    }

    /// <summary>Whether it has a file of that name open, as Linux tells.</summary>
    public bool HasOpen(string name)
    {
        try
        {
            return Directory.GetFiles($"/proc/{process.Id}/fd")
                .Any(f => File.ResolveLinkTarget(f, returnFinalTarget: false)?.Name == name);
        }
        catch (IOException)
        {
            return false; // it is ending, or closed a file in this moment
        }
    }

    /// <summary>Sends a signal such as TERM.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end, which must come, and for the last of what it says.</summary>
    public async Task<int> ExitCodeAsync(TimeSpan? patience = null)
    {
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(patience ?? Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"the program does not end:\n{Output}");
        }

        return process.ExitCode;
    }

    /// <summary>Waits until something is so, which it must be before the program ends, unless its end will do, too.</summary>
    public async Task UntilAsync(Func<bool> condition, bool orEnded = false)
    {
        for (var clock = Stopwatch.StartNew(); !condition();)
        {
            if (process.HasExited && orEnded)
            {
                return;
            }

            Assert.False(process.HasExited, $"the program ended too early:\n{Output}");
            Assert.True(clock.Elapsed < Patience, $"nothing happens any more:\n{Output}");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private void Add(string? line)
    {
        if (line is not null)
        {
            lock (output)
            {
                output.Add(line);
            }

            firstLine.TrySetResult();
        }
    }
}
