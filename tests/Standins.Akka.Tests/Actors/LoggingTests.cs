using System.Threading.Channels;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Standins.Akka.Tests.Actors;

public sealed class LoggingTests : ActorTest
{
    [Fact]
    public async Task Only_the_configured_level_and_those_above_reach_the_logger()
    {
        var system = StartAnother(WithLogger("WARNING"));
        var log = Logging.GetLogger(system, "source");
        log.Debug("debug");
        log.Info("info");
        log.Warning("warning");
        log.Error(new TestException("cause"), "error");
        Assert.Equal("warning", (await Next<Warning>(system)).Message);
        var error = await Next<Error>(system);
        Assert.Equal(("error", "cause"), (error.Message, error.Cause?.Message));
        Assert.False(log.IsInfoEnabled);
        Assert.True(log.IsWarningEnabled);
    }

    [Fact]
    public async Task The_level_can_be_changed_while_the_system_runs()
    {
        var system = StartAnother(WithLogger("ERROR"));
        system.EventStream.SetLogLevel(LogLevel.DebugLevel);
        system.Log.Debug("now enabled");
        Assert.Equal("now enabled", (await Next<Debug>(system)).Message);
        system.EventStream.SetLogLevel(LogLevel.ErrorLevel);
        system.Log.Info("disabled");
        system.Log.Error("enabled");
        Assert.Equal("enabled", (await Next<Error>(system)).Message);
    }

    [Fact]
    public async Task The_log_of_an_actor_names_its_path_and_class()
    {
        var system = StartAnother(WithLogger("INFO"));
        system.ActorOf(Puppet.Props(ActorRefs.Nobody), "speaker").Tell(new Do(context => context.GetLogger().Info("{0} of {1}", 1, "two")));
        var info = await Next<Info>(system);
        Assert.Equal(("1 of two", "akka://test/user/speaker", typeof(Puppet)), (info.Message.ToString(), info.LogSource, info.LogClass));
    }

    [Fact]
    public async Task A_template_that_does_not_fit_its_values_is_logged_all_the_same()
    {
        var system = StartAnother(WithLogger("INFO"));
        system.Log.Info("{0} and {7}", "value");
        Assert.Contains("value", (await Next<Info>(system)).Message.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_child_is_logged_with_its_exception()
    {
        var system = StartAnother(WithLogger("ERROR"));
        var actor = system.ActorOf(Puppet.Props(ActorRefs.Nobody), "failing");
        actor.Tell(Fail.With("boom"));
        var error = await Next<Error>(system);
        Assert.Equal(("akka://test/user/failing", "boom"), (error.LogSource, error.Cause?.Message));
    }

    [Fact]
    public async Task A_resumed_failure_is_a_warning()
    {
        var system = StartAnother(WithLogger("WARNING"));
        var parent = system.ActorOf(Puppet.Props(ActorRefs.Nobody, new OneForOneStrategy(_ => Directive.Resume)));
        var child = await parent.Run(context => context.ActorOf(Puppet.Props(ActorRefs.Nobody)));
        child.Tell(Fail.With("boom"));
        Assert.Equal("boom", (await Next<Warning>(system)).Message);
    }

    [Fact]
    public async Task The_first_dead_letters_are_logged_and_later_ones_are_not()
    {
        var system = StartAnother(WithLogger("INFO") + "\nakka.log-dead-letters = 2");
        for (var i = 1; i <= 3; i++) system.DeadLetters.Tell($"letter {i}");
        Assert.Contains("dead letter 1.", (await Next<Info>(system)).Message.ToString(), StringComparison.Ordinal);
        Assert.Contains("not logged", (await Next<Info>(system)).Message.ToString(), StringComparison.Ordinal);
        await system.ActorSelection("/system/deadLetterListener").Ask<ActorIdentity>(new Identify(1), Patience);
        system.Log.Info("end");
        Assert.Equal("end", (await Next<Info>(system)).Message);
    }

    [Fact]
    public async Task What_was_logged_before_the_end_reaches_the_logger()
    {
        var system = StartAnother(WithLogger("INFO"));
        for (var line = 0; line < 1_000; line++) system.Log.Info($"line {line}");
        await system.Terminate().WaitAsync(Patience);
        for (var line = 0; line < 1_000; line++) Assert.Equal($"line {line}", (await Next<Info>(system)).Message);
    }

    [Fact]
    public void A_logger_that_does_not_answer_fails_the_start()
    {
        var config = ConfigurationFactory.ParseString(
            "akka { stdout-loglevel = OFF, logger-startup-timeout = 50 ms }\n"
            + $"akka.loggers = [\"{typeof(MuteLogger).AssemblyQualifiedName}\"]");
        var failure = Assert.Throws<LoggerInitializationException>(() => ActorSystem.Create("mute", config));
        Assert.Contains(nameof(MuteLogger), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_logger_type_that_does_not_exist_is_named()
    {
        var config = ConfigurationFactory.ParseString("akka { stdout-loglevel = OFF, loggers = [\"No.Such.Logger, Nowhere\"] }");
        var failure = Assert.Throws<ConfigurationException>(() => ActorSystem.Create("missing", config));
        Assert.Contains("No.Such.Logger", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Levels_have_names_in_any_case()
    {
        Assert.Equal(LogLevel.WarningLevel, Logging.LogLevelFor("warning"));
        Assert.Equal("ERROR", LogLevel.ErrorLevel.StringFor());
        Assert.Throws<ArgumentException>(() => Logging.LogLevelFor("loud"));
    }

    private static string WithLogger(string level) =>
        $"akka {{ loglevel = {level}, loggers = [\"{typeof(ChannelLogger).AssemblyQualifiedName}\"] }}";

    private static async Task<T> Next<T>(ActorSystem system)
    {
        var events = ChannelLogger.Of(system).Reader;
        return Assert.IsType<T>(await events.ReadAsync().AsTask().WaitAsync(Patience));
    }

    /// <summary>Keeps log events for the test, by actor system.</summary>
    private sealed class ChannelLogger : ReceiveActor
    {
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<ActorSystem, Channel<LogEvent>> Channels = [];

        public ChannelLogger()
        {
            var events = Of(Context.System).Writer;
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<LogEvent>(logged => events.TryWrite(logged));
        }

        public static Channel<LogEvent> Of(ActorSystem system) => Channels.GetValue(system, _ => Channel.CreateUnbounded<LogEvent>());
    }

    private sealed class MuteLogger : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
