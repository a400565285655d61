using System.Diagnostics;

namespace AwacAkka.Actors.Tests.Recovery;

/// <summary>The program as a child process, so that it can be killed as the kernel kills.</summary>
internal sealed class AwacProcess : IDisposable
{
    private readonly Process process;
    private readonly TaskCompletionSource firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> output = [];

    private AwacProcess(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "awac.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

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

    /// <summary>Completes when the program has said something, or has ended.</summary>
    public Task FirstLine => Task.WhenAny(firstLine.Task, process.WaitForExitAsync());

    public static AwacProcess Start(params string[] arguments) => new(arguments);

    /// <summary>Kills with SIGKILL; tells whether there was something left to kill.</summary>
    public async Task<bool> KillAsync()
    {
        var running = !process.HasExited;
        process.Kill();
        await process.WaitForExitAsync();
        return running && process.ExitCode == 128 + 9;
    }

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();

    /// <summary>Waits for the end.</summary>
    public async Task<int> ExitCodeAsync(CancellationToken cancellation)
    {
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
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
