using Akka.Configuration;
using Akka.Event;

namespace Akka.Actor;

/// <summary>Makes the extension <see cref="CoordinatedShutdown"/>.</summary>
public sealed class CoordinatedShutdownExtension : ExtensionIdProvider<CoordinatedShutdown>
{
    public override CoordinatedShutdown CreateExtension(ExtendedActorSystem system) => new((ActorSystemImpl)system);
}

/// <summary>
/// Ends a system in phases, each after the phases it depends on. The tasks of one phase run side by side; a phase that
/// fails or takes too long is logged and passed over, unless its setting <c>recover</c> is off.
/// </summary>
public sealed class CoordinatedShutdown : IExtension
{
    public const string PhaseBeforeServiceUnbind = "before-service-unbind";
    public const string PhaseServiceUnbind = "service-unbind";
    public const string PhaseServiceRequestsDone = "service-requests-done";
    public const string PhaseServiceStop = "service-stop";
    public const string PhaseBeforeClusterShutdown = "before-cluster-shutdown";
    public const string PhaseClusterShardingShutdownRegion = "cluster-sharding-shutdown-region";
    public const string PhaseClusterLeave = "cluster-leave";
    public const string PhaseClusterExiting = "cluster-exiting";
    public const string PhaseClusterExitingDone = "cluster-exiting-done";
    public const string PhaseClusterShutdown = "cluster-shutdown";
    public const string PhaseBeforeActorSystemTerminate = "before-actor-system-terminate";
    public const string PhaseActorSystemTerminate = "actor-system-terminate";

    private static readonly CoordinatedShutdownExtension Id = new();

    private readonly ActorSystemImpl _system;
    private readonly ILoggingAdapter _log;
    private readonly IReadOnlyList<ShutdownPhase> _phases;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<(string Name, Func<Task<Done>> Run)>> _tasks = [];
    private Task<Done>? _run;

    internal CoordinatedShutdown(ActorSystemImpl system)
    {
        _system = system;
        _log = Logging.GetLogger(system, nameof(CoordinatedShutdown));
        var config = system.Settings.Config.GetConfig("akka.coordinated-shutdown");
        _phases = ShutdownPhase.InOrder(config);
        var terminates = system.Settings.CoordinatedShutdownTerminateActorSystem;
        if (!terminates && system.Settings.CoordinatedShutdownRunByActorSystemTerminate)
            throw new ConfigurationException(
                "akka.coordinated-shutdown.terminate-actor-system = off needs run-by-actor-system-terminate = off as well.");
        if (terminates)
        {
            var exit = config.GetBoolean("exit-clr");
            AddTask(PhaseActorSystemTerminate, "terminate-system", () => TerminateSystem(exit));
        }
        if (config.GetBoolean("run-by-clr-shutdown-hook")) RunAtProcessExit();
    }

    public ExtendedActorSystem System => _system;

    /// <summary>Why the shutdown runs; null before it does.</summary>
    public Reason? ShutdownReason { get; private set; }

    public TimeSpan TotalTimeout => _phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + phase.Timeout);

    public static CoordinatedShutdown Get(ActorSystem sys) => Id.Apply(sys);

    public TimeSpan Timeout(string phase) => Find(phase).Timeout;

    /// <summary>Adds work to a phase; to be done before the shutdown gets there.</summary>
    public void AddTask(string phase, string taskName, Func<Task<Done>> task)
    {
        Find(phase);
        lock (_lock)
        {
            if (!_tasks.TryGetValue(phase, out var tasks)) _tasks[phase] = tasks = [];
            tasks.Add((taskName, task));
        }
    }

    /// <summary>Runs the phases, once: later calls get the first one's task.</summary>
    public Task<Done> Run(Reason reason, string? fromPhase = null)
    {
        lock (_lock)
        {
            if (_run is not null) return _run;
            var first = fromPhase is null ? 0 : _phases.TakeWhile(phase => phase.Name != fromPhase).Count();
            if (fromPhase is not null) Find(fromPhase);
            ShutdownReason = reason;
            return _run = Task.Run(() => RunPhases(first));
        }
    }

    private async Task<Done> RunPhases(int first)
    {
        foreach (var phase in _phases.Skip(first))
        {
            (string Name, Func<Task<Done>> Run)[] tasks;
            lock (_lock) tasks = _tasks.TryGetValue(phase.Name, out var added) ? [.. added] : [];
            if (tasks.Length == 0 || !phase.Enabled) continue;
            _log.Debug(
                "Coordinated shutdown: phase [{0}] with the tasks [{1}]", phase.Name, string.Join(", ", tasks.Select(task => task.Name)));
            try
            {
                var all = Task.WhenAll(tasks.Select(task => RunTask(phase, task.Name, task.Run)));
                await all.WaitAsync(phase.Timeout).ConfigureAwait(false);
            }
            catch (TimeoutException) when (phase.Recover)
            {
                _log.Warning("Coordinated shutdown: phase [{0}] is passed over after {1} s", phase.Name, phase.Timeout.TotalSeconds);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException(
                    $"The phase '{phase.Name}' of the coordinated shutdown has not ended within {phase.Timeout.TotalSeconds} s.");
            }
        }
        return Done.Instance;
    }

    private async Task RunTask(ShutdownPhase phase, string name, Func<Task<Done>> run)
    {
        try
        {
            await run().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One task's failure, of any kind, must not keep the rest from shutting down.
        catch (Exception failure) when (phase.Recover)
#pragma warning restore CA1031
        {
            _log.Warning(failure, "Coordinated shutdown: task [{0}] of phase [{1}] failed: {2}", name, phase.Name, failure.Message);
        }
    }

    private async Task<Done> TerminateSystem(bool exit)
    {
        _system.FinalTerminate();
        await _system.WhenTerminated.ConfigureAwait(false);
        if (exit) Environment.Exit(0);
        return Done.Instance;
    }

    private void RunAtProcessExit()
    {
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        _system.RegisterOnTermination(() => AppDomain.CurrentDomain.ProcessExit -= OnExit);

        void OnExit(object? sender, EventArgs args)
        {
            // The last phase itself may be what ends the process.
            if (_system.WhenTerminated.IsCompleted) return;
            Task.WaitAny([Run(ClrExitReason.Instance)], TotalTimeout);
        }
    }

    private ShutdownPhase Find(string phase) =>
        _phases.FirstOrDefault(known => known.Name == phase)
        ?? throw new ArgumentException(
            $"Unknown phase '{phase}'; the phases are {string.Join(", ", _phases.Select(known => known.Name))}.", nameof(phase));

    /// <summary>Why a system is shut down.</summary>
    public class Reason
    {
        protected Reason()
        {
        }
    }

    /// <summary>No reason given.</summary>
    public class UnknownReason : Reason
    {
        public static readonly Reason Instance = new UnknownReason();

        private UnknownReason()
        {
        }
    }

    /// <summary>By <see cref="ActorSystem.Terminate"/>.</summary>
    public class ActorSystemTerminateReason : Reason
    {
        public static readonly Reason Instance = new ActorSystemTerminateReason();

        private ActorSystemTerminateReason()
        {
        }
    }

    /// <summary>The process ends.</summary>
    public class ClrExitReason : Reason
    {
        public static readonly Reason Instance = new ClrExitReason();

        private ClrExitReason()
        {
        }
    }
}
