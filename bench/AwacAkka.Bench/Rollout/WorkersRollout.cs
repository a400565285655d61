using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Collecting;
using AwacAkka.Environments.Faults;
using AwacAkka.Policies;

namespace AwacAkka.Bench.Rollout;

/// <summary>
/// Rounds of a real run's size under its rollout supervisor and worker threads: 1,000 steps in slots of one length, the next round when
/// all are in. Every round is the same, so that it costs any number of workers the same.
/// </summary>
internal sealed class WorkersRollout : IContender, IDisposable
{
    /// <summary>Steps of all slots.</summary>
    public const int StepsPerRound = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Config Quiet = ConfigurationFactory.ParseString(
        "akka { loggers = [], stdout-loglevel = OFF, loglevel = OFF }\nawac.rollout-dispatcher.type = PinnedDispatcher");

    private readonly AutoResetEvent roundIn = new(false); // a wait that does not spin: that would keep a worker off its core
    private readonly ActorSystem system = ActorSystem.Create("rollout", Quiet);
    private readonly LocalRunners runners;
    private readonly IActorRef supervisor;
    private readonly CollectRound round;

    /// <summary>Starts the workers; a round has a slot for each of <paramref name="starts"/>.</summary>
    public WorkersRollout(string environment, PolicySnapshot policy, IReadOnlyList<SlotState> starts, int workers)
    {
        var slots = starts.Count;
        Setting = workers == 1 ? "one worker" : $"{workers} workers";
        runners = new LocalRunners(new RolloutSetting(environment, 1, FaultRates.None));
        var rollouts = new RolloutsSection(Workers: workers, Slots: slots);
        var replay = system.ActorOf(Props.Create(() => new Receiver(slots, roundIn)));
        supervisor = system.ActorOf(Props.Create(() => new RolloutSupervisor(rollouts, runners, replay)));
        round = new CollectRound(0, policy, starts, [.. Enumerable.Repeat(StepsPerRound / slots, slots)]);
    }

    /// <inheritdoc />
    public string Setting { get; }

    /// <inheritdoc />
    public double Run(int count)
    {
        var rounds = Math.Max(1, count / StepsPerRound);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < rounds; i++)
        {
            supervisor.Tell(round);
            if (!roundIn.WaitOne(Patience))
            {
                throw new BenchException("a round was not done within a minute");
            }
        }

        return clock.Elapsed.TotalSeconds * count / (rounds * StepsPerRound);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        runners.Dispose();
        system.Terminate().Wait();
        system.Dispose();
        roundIn.Dispose();
    }

    private sealed class Receiver : ReceiveActor
    {
        private int received;

        public Receiver(int slots, AutoResetEvent roundIn) => Receive<StoreChunk>(_ =>
        {
            if (++received % slots == 0)
            {
                roundIn.Set();
            }
        });
    }
}
