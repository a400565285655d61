using System.ComponentModel;
using System.Diagnostics;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Policies;

namespace AwacAkka.Actors.Processes;

/// <summary>The run's side of its conversation with one worker process.</summary>
/// <remarks>
/// A worker ends when its input does, which also happens when this process is killed. The kernel's parent-death signal would be of no
/// use: it is sent when the thread ends that started the process.
/// </remarks>
internal sealed class WorkerProcess : IDisposable
{
    private const int SignalBase = 128;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(2);
    private readonly Process process;
    private readonly FrameChannel channel;
    private PolicySnapshot? policy;

    private WorkerProcess(Process process)
    {
        this.process = process;
        channel = new FrameChannel(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
    }

    /// <summary>Whether the process is no more.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>Starts a process; what it writes to its error stream goes to a log, line by line.</summary>
    /// <exception cref="RolloutException">The system refuses.</exception>
    public static WorkerProcess Start(WorkerLaunch launch, Action<string> log)
    {
        var start = launch.ToStartInfo();
        start.Environment["DOTNET_TieredPGO"] = "0"; // a worker that takes a dead one's place compiles its loops once, without measuring them first
        start.Environment["DOTNET_TC_QuickJitForLoops"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0"; // one thread less per worker; rollouts allocate next to nothing
        var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            process.Dispose();
            throw new RolloutException($"a worker process cannot be started: {e.Message}", e);
        }

        var name = $"worker process {process.Id}";
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
            {
                log($"{name}: {text}");
            }
        };
        process.BeginErrorReadLine();
        return new WorkerProcess(process);
    }

    /// <summary>Tells the process what it is for and waits until it is ready.</summary>
    /// <exception cref="WorkerRefusedException">It cannot work.</exception>
    /// <exception cref="HungStartException">It takes too long to make its environment.</exception>
    /// <exception cref="RolloutException">It ended.</exception>
    public void Greet(WorkerHello hello, CallLimits limits)
    {
        using var silence = new CancellationTokenSource(LongestSilence); // of a program that is being started, and says nothing before
        using var kill = silence.Token.Register(Kill);
        Write(FrameKind.Hello, WorkerCodec.Encode(hello));
        var answer = Read();
        for (; answer.Kind == FrameKind.Alive; answer = Read())
        {
            silence.CancelAfter(LongestSilence);
            if (WorkerCodec.DecodeCall(answer.Payload) is var call && limits.AreExceededBy(call))
            {
                throw new HungStartException(limits.Explain(call.Call));
            }
        }

        if (answer.Kind != FrameKind.Ready)
        {
            throw new WorkerRefusedException(
                answer.Kind == FrameKind.Refused ? WorkerCodec.DecodeText(answer.Payload) : "the program that was started is no worker");
        }
    }

    /// <summary>Sends the policy, unless the process has it.</summary>
    /// <exception cref="RolloutException">The process ended.</exception>
    public void Use(PolicySnapshot? wanted)
    {
        if (!ReferenceEquals(policy, wanted))
        {
            Write(FrameKind.Policy, WorkerCodec.Encode(wanted));
            policy = wanted;
        }
    }

    /// <summary>Sends a frame.</summary>
    /// <exception cref="RolloutException">The process ended.</exception>
    public void Write(FrameKind kind, byte[] payload)
    {
        try
        {
            channel.Write(kind, payload);
        }
        catch (IOException e)
        {
            throw new RolloutException(DescribeEnd(), e);
        }
    }

    /// <summary>Waits for a frame.</summary>
    /// <exception cref="RolloutException">The process ended, or writes something else.</exception>
    public Frame Read()
    {
        try
        {
            return channel.Read() ?? throw new RolloutException(DescribeEnd());
        }
        catch (InvalidDataException e)
        {
            throw new RolloutException($"a worker process does not answer as one: {e.Message}", e);
        }
    }

    /// <summary>Ends the process, whatever it is doing.</summary>
    public void Kill() => process.Kill();

    /// <summary>Waits for the end of a process and of what it wrote to its error stream; false if the process takes too long.</summary>
    public bool WaitForExit()
    {
        using var limit = new CancellationTokenSource(ExitTimeout);
        try
        {
            process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // A process that it started may hold the error stream open.
        }

        return process.HasExited;
    }

    /// <summary>Ends the process and lets go of its pipes; for the one that used it last.</summary>
    public void Dispose()
    {
        Kill();
        WaitForExit();
        process.Dispose();
    }

    private string DescribeEnd()
    {
        if (!WaitForExit())
        {
            Kill();
            return "the worker process closed its output";
        }

        var code = process.ExitCode;
        var name = (code - SignalBase) switch
        {
            4 => " (SIGILL)",
            6 => " (SIGABRT)",
            7 => " (SIGBUS)",
            8 => " (SIGFPE)",
            9 => " (SIGKILL)",
            11 => " (SIGSEGV)",
            _ => "",
        };
        return code > SignalBase ? $"the worker process ended by signal {code - SignalBase}{name}" : $"the worker process ended with exit code {code}";
    }
}

/// <summary>A worker process hangs in the construction of its environment.</summary>
internal sealed class HungStartException(string sentence) : RolloutException(sentence);

/// <summary>A worker process says that it cannot work; another one could not either.</summary>
internal sealed class WorkerRefusedException(string sentence) : Exception(sentence);
