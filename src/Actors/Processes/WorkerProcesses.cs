using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Actors.Processes;

/// <summary>
/// Runners in processes of their own. One more process than needed is kept ready, so that a worker whose process died goes on without
/// waiting for another one to start.
/// </summary>
public sealed class WorkerProcesses : IRolloutRunners
{
    private static readonly TimeSpan ShortestBeat = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestBeat = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private readonly WorkerLaunch launch;
    private readonly WorkerHello hello;
    private readonly CallLimits limits;
    private readonly int maxStarts;
    private readonly Action<string> log;
    private readonly HashSet<WorkerProcess> all = [];
    private readonly Stack<WorkerProcess> idle = new();
    private Task<WorkerProcess>? spare;
    private uint started;
    private bool disposed;

    /// <summary>Starts nothing yet.</summary>
    /// <param name="launch">How a worker process is started.</param>
    /// <param name="setting">What the rollouts depend on.</param>
    /// <param name="config">How long calls may take: workers speak up several times within that.</param>
    /// <param name="log">Gets what worker processes write to their error streams; called from any thread.</param>
    public WorkerProcesses(WorkerLaunch launch, RolloutSetting setting, RolloutsSection config, Action<string> log)
    {
        (this.launch, this.log, limits, maxStarts) = (launch, log, CallLimits.Of(config), config.MaxFailures);
        hello = new WorkerHello(WorkerHello.ThisBuild, setting, EnvironmentAssembly.Files, limits.Pace(ShortestBeat, LongestBeat));
    }

    /// <inheritdoc />
    public IRolloutRunner Create(Heartbeat heartbeat)
    {
        for (var starts = 1; ; starts++)
        {
            try
            {
                var process = Take();
                KeepSpare();
                return new ProcessRunner(process, heartbeat, this);
            }
            catch (RolloutException e) when (starts < maxStarts)
            {
                // It ended before it was ready, such as by someone's kill -9, or hung. That says nothing about the next one.
                log($"a worker process was not ready for work ({starts} of {maxStarts}): {e.Message}");
            }
            catch (HungStartException e)
            {
                throw new RolloutException(limits.ExplainNoStart(starts), e);
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        WorkerProcess[] left;
        Task<WorkerProcess>? starting;
        lock (gate)
        {
            disposed = true;
            (left, starting) = ([.. all], spare);
        }

        foreach (var process in left)
        {
            process.Kill();
        }

        foreach (var process in left)
        {
            process.WaitForExit();
        }

        // One that was being started is killed by who starts it.
        starting?.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
    }

    /// <summary>Takes a process back from its runner: to be used again, or to be ended.</summary>
    internal void TakeBack(WorkerProcess process, bool sound)
    {
        lock (gate)
        {
            if (disposed)
            {
                process.Kill(); // and left alone otherwise: who ended the rest may be waiting for it
                return;
            }

            if (sound)
            {
                idle.Push(process);
                return;
            }

            all.Remove(process);
        }

        process.Dispose();
    }

    private WorkerProcess Take()
    {
        Task<WorkerProcess>? starting;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            while (idle.TryPop(out var rested))
            {
                if (!rested.HasExited)
                {
                    return rested;
                }

                all.Remove(rested);
                rested.Dispose();
            }

            (starting, spare) = (spare, null);
        }

        var process = starting is null ? Start() : starting.GetAwaiter().GetResult();
        if (process.HasExited)
        {
            TakeBack(process, sound: false);
            throw new RolloutException("a worker process ended before it was needed");
        }

        return process;
    }

    private void KeepSpare()
    {
        lock (gate)
        {
            if (!disposed && idle.Count == 0)
            {
                spare ??= Task.Factory.StartNew(Start, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
    }

    private WorkerProcess Start()
    {
        var process = WorkerProcess.Start(launch, log);
        var number = Interlocked.Increment(ref started);
        lock (gate)
        {
            if (disposed)
            {
                process.Kill();
            }

            all.Add(process);
        }

        try
        {
            process.Greet(hello with { Process = number }, limits);
            return process;
        }
        catch
        {
            TakeBack(process, sound: false);
            throw;
        }
    }
}
