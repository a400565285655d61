using System.Text.RegularExpressions;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The actor system of one process.</summary>
internal sealed partial class ActorSystemImpl : ExtendedActorSystem
{
    private readonly ActorPath _rootPath;
    private readonly TimerScheduler _scheduler;
    private readonly ExtensionRegistry _extensions;
    private readonly TopGuardian _top;
    private readonly LocalActorRef _root;
    private readonly LocalActorRef _userGuardian;
    private readonly LocalActorRef _systemGuardian;
    private long _lastTempName;

    private ActorSystemImpl(string name, Config config)
    {
        Name = name;
        Settings = new Settings(this, config.SafeWithFallback(ConfigurationFactory.Default()));
        EventStream = new EventStream(Settings.DebugEventStream);
        EventStream.StartStdoutLogger(Settings);
        Log = new BusLogging(EventStream, $"ActorSystem({name})", typeof(ActorSystem), DefaultLogMessageFormatter.Instance);
        Serialization = new Serialization.Serialization(this);
        Dispatchers = new Dispatchers(this);
        _scheduler = new TimerScheduler(this);
        _extensions = new ExtensionRegistry(this);
        _rootPath = new RootActorPath(new Address("akka", name));
        DeadLetterRef = new EmptyActorRef(this, _rootPath / "deadLetters");

        _top = new TopGuardian(this, _rootPath);
        _root = new LocalActorRef(this, Props.Create(() => new RootGuardianActor()), _top, _rootPath);
        _root.Start();
        _systemGuardian = _root.Cell.MakeChild(Props.Create(() => new SystemGuardianActor()), "system");
        _userGuardian = _root.Cell.MakeChild(Props.Create(() => new UserGuardianActor(), GuardianStrategy()), "user");
        _systemGuardian.Tell(new SystemGuardianActor.Outlive(_userGuardian), ActorRefs.NoSender);
        _root.Tell(new SystemGuardianActor.Outlive(_systemGuardian), ActorRefs.NoSender);
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override Dispatchers Dispatchers { get; }

    public override IScheduler Scheduler => _scheduler;

    public override EventStream EventStream { get; }

    public override IActorRef DeadLetters => DeadLetterRef;

    public override ILoggingAdapter Log { get; }

    public override Serialization.Serialization Serialization { get; }

    public override Task WhenTerminated => _top.Stopped;

    internal EmptyActorRef DeadLetterRef { get; }

    internal bool IsTerminating { get; private set; }

    public static ActorSystemImpl Start(string name, Config config)
    {
        if (name is null || !SystemName().IsMatch(name))
            throw new ArgumentException(
                $"'{name}' cannot name an actor system: use letters, digits and, after the first of these, '-' and '_'.", nameof(name));
        ArgumentNullException.ThrowIfNull(config);
        var system = new ActorSystemImpl(name, config);
        try
        {
            system.StartServices();
            return system;
        }
        catch
        {
            system.FinalTerminate();
            throw;
        }
    }

    public override IActorRef ActorOf(Props props, string? name = null) => _userGuardian.Cell.MakeChild(props, name);

    public override IActorRef SystemActorOf(Props props, string? name = null) => _systemGuardian.Cell.MakeChild(props, name);

    public override IActorRef SystemActorOf<TActor>(string? name = null) => SystemActorOf(Props.Create<TActor>(), name);

    public override ActorSelection ActorSelection(ActorPath actorPath)
    {
        ArgumentNullException.ThrowIfNull(actorPath);
        return actorPath.Address.Equals(_rootPath.Address)
            ? new ActorSelection(_root, actorPath.Elements)
            : new ActorSelection(new EmptyActorRef(this, actorPath), Array.Empty<string>());
    }

    public override ActorSelection ActorSelection(string actorPath)
    {
        ArgumentNullException.ThrowIfNull(actorPath);
        if (ActorPath.TryParse(actorPath, out var path)) return ActorSelection(path!);
        // As for every factory, a relative path starts at the actors that this one makes.
        return actorPath.StartsWith('/') ? new ActorSelection(_root, actorPath) : new ActorSelection(_userGuardian, actorPath);
    }

    public override void Stop(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ((InternalActorRefBase)actor).Stop();
    }

    public override Task Terminate()
    {
        if (Settings.CoordinatedShutdownRunByActorSystemTerminate && !IsTerminating)
            _ = CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        else
            FinalTerminate();
        return WhenTerminated;
    }

    public override void RegisterOnTermination(Action code) =>
        WhenTerminated.ContinueWith(_ => code(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    public override object RegisterExtension(IExtensionId extension) => _extensions.Register(extension);

    public override object GetExtension(IExtensionId extensionId)
    {
        ArgumentNullException.ThrowIfNull(extensionId);
        return _extensions.TryGet(extensionId.ExtensionType, out var extension)
            ? extension!
            : throw new InvalidOperationException(
                $"The extension {extensionId.ExtensionType} is not registered with the actor system {Name}.");
    }

    public override T GetExtension<T>() => _extensions.TryGet(typeof(T), out var extension) ? (T)extension! : null!;

    public override bool HasExtension(Type type) => _extensions.TryGet(type, out _);

    public override bool HasExtension<T>() => HasExtension(typeof(T));

    public override bool TryGetExtension(Type extensionType, out object extension)
    {
        var found = _extensions.TryGet(extensionType, out var value);
        extension = value!;
        return found;
    }

    public override bool TryGetExtension<T>(out T extension)
    {
        var found = _extensions.TryGet(typeof(T), out var value);
        extension = (T)value!;
        return found;
    }

    public override string ToString() => $"akka://{Name}";

    /// <summary>Stops the users' actors; the loggers and the other actors of the system follow.</summary>
    internal void FinalTerminate()
    {
        IsTerminating = true;
        _userGuardian.Stop();
    }

    /// <summary>Called once the last actor is gone.</summary>
    internal void OnTerminated() => _scheduler.Dispose();

    internal ActorPath NextTempPath() => _rootPath / "temp" / ("$" + ActorCell.ShortName(Interlocked.Increment(ref _lastTempName)));

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9_-]*$")]
    private static partial Regex SystemName();

    private void StartServices()
    {
        EventStream.StartLoggers(this);
        var letters = Props.Create(() => new DeadLetterListener(Settings.LogDeadLetters, Settings.LogDeadLettersDuringShutdown));
        EventStream.Subscribe(SystemActorOf(letters, "deadLetterListener"), typeof(DeadLetter));
        if (Settings.DebugUnhandledMessage)
            EventStream.Subscribe(SystemActorOf<UnhandledMessageLogger>("unhandledMessageLogger"), typeof(UnhandledMessage));
        CoordinatedShutdown.Get(this);
        foreach (var typeName in Settings.Config.GetStringList("akka.extensions"))
        {
            var type = Type.GetType(typeName)
                ?? throw new ConfigurationException(
                    $"akka.extensions names the type '{typeName}', which cannot be found; write 'Namespace.Type, Assembly'.");
            if (Activator.CreateInstance(type) is IExtensionId id) RegisterExtension(id);
            else throw new ConfigurationException($"akka.extensions names the type '{typeName}', which is no {nameof(IExtensionId)}.");
        }
        if (Settings.LogConfigOnStart) Log.Info(Settings.ToString());
    }

    private SupervisorStrategy GuardianStrategy() => Settings.SupervisorStrategyClass switch
    {
        "" or "Akka.Actor.DefaultSupervisorStrategy" => SupervisorStrategy.DefaultStrategy,
        "Akka.Actor.StoppingSupervisorStrategy" => SupervisorStrategy.StoppingStrategy,
        var other => throw new ConfigurationException(
            $"akka.actor.guardian-supervisor-strategy is '{other}'; "
            + "use Akka.Actor.DefaultSupervisorStrategy or Akka.Actor.StoppingSupervisorStrategy."),
    };
}
