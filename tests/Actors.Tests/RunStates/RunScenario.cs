using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Records;
using AwacAkka.Collecting;
using FsCheck;
using FsCheck.Fluent;

namespace AwacAkka.Actors.Tests.RunStates;

/// <summary>A run, and what happens to it.</summary>
/// <param name="Config">Its configuration.</param>
/// <param name="Dataset">Transitions of its dataset.</param>
/// <param name="Failing">Streams that fail.</param>
/// <param name="Timing">Seed of the order of the answers.</param>
/// <param name="Kills">After how much work each of its processes is killed.</param>
internal sealed record RunScenario(
    RunConfig Config, int Dataset, (int Round, uint Slot, uint Generation)[] Failing, int Timing, int[] Kills)
{
    private const int ChunkSize = 7;

    /// <summary>Any scenario: offline rounds, online rounds or both, each as long as a dozen at most.</summary>
    public static Gen<RunScenario> Any { get; } =
        from config in Configurations()
        from dataset in Gen.Choose(0, 40)
        from failing in Failures().ArrayOf()
        from timing in Gen.Choose(0, int.MaxValue - 1)
        from kills in Gen.Choose(0, 60).ArrayOf()
        select new RunScenario(config, Math.Clamp(dataset, config.Offline.Updates > 0 ? 1 : 0, config.Replay.Capacity), failing, timing, [.. kills.Take(12)]);

    /// <inheritdoc />
    public override string ToString() =>
        $"{Config.Offline}, {Config.Online}, {Config.Rounds}, {Config.Replay}, {Config.Evaluation}, {Config.Checkpoints}, {Config.Rollouts.Slots} slots, "
        + $"{Dataset} transitions of data, failing [{string.Join(' ', Failing)}], timing {Timing}, killed after [{string.Join(' ', Kills)}]";

    /// <summary>The disk of the run before it begins.</summary>
    public RunDisk Disk(ForkPoint? fork = null) => new(
        [.. Enumerable.Range(0, (Dataset + ChunkSize - 1) / ChunkSize).Select(number => new ChunkStored(
            ChunkStored.OfflineRound, (uint)number,
            Digests.Chunk(Math.Min(ChunkSize, Dataset - number * ChunkSize), "dataset", number, SlotState.Start(0)), null, []))],
        Failing)
    {
        Fork = fork,
    };

    /// <summary>The run that no one kills, whose answers come in the order of the questions.</summary>
    public RunDisk Calm() => Run(Disk(), Config, new Scheduler(null, []));

    /// <summary>The run as it happens.</summary>
    public RunDisk Happen() => Run(Disk(), Config, new Scheduler(Timing, Kills));

    /// <summary>Lets process follow on process until the run is complete.</summary>
    public static RunDisk Run(RunDisk disk, RunConfig config, Scheduler scheduler)
    {
        while (!Lives(disk, config, scheduler))
        {
        }

        return disk;
    }

    /// <summary>Whether the run comes to its end within one process.</summary>
    public static bool Lives(RunDisk disk, RunConfig config, Scheduler scheduler)
    {
        try
        {
            new RunWorld(disk, config, scheduler).Live();
            return true;
        }
        catch (Killed)
        {
            return false;
        }
    }

    private static Gen<RunConfig> Configurations() =>
        from updates in Gen.Choose(0, 60)
        from updatesPerRound in Gen.Choose(10, 30)
        from evaluateEvery in Gen.Choose(10, 60)
        from onlineRounds in Gen.Choose(0, 10)
        from stepsPerRound in Gen.Choose(3, 20)
        from shorter in Gen.Choose(0, 2)
        from randomRounds in Gen.Choose(0, 2)
        from slots in Gen.Choose(1, 3)
        from depth in Gen.Choose(0, 1)
        from capacity in Gen.Choose(20, 80)
        from evaluateRounds in Gen.Choose(1, 4)
        from checkpointRounds in Gen.Choose(1, 4)
        from keep in Gen.Choose(1, 3)
        from keepHistory in Gen.Choose(0, 3)
        let steps = Math.Max(0, onlineRounds * stepsPerRound - shorter)
        select new RunConfig
        {
            Offline = new OfflineSection(steps == 0 ? updates + 1 : updates, updatesPerRound, Math.Max(evaluateEvery, updatesPerRound)),
            Online = new OnlineSection(steps, stepsPerRound, 0.5, Math.Min(randomRounds, onlineRounds) * stepsPerRound),
            Rollouts = new RolloutsSection(Slots: slots),
            Rounds = new RoundsSection(depth),
            Replay = new ReplaySection(capacity, keepHistory == 0),
            Evaluation = new EvaluationSection(1, evaluateRounds),
            Checkpoints = new CheckpointsSection(checkpointRounds, keep),
        };

    private static Gen<(int Round, uint Slot, uint Generation)> Failures() =>
        from round in Gen.Choose(0, 9)
        from slot in Gen.Choose(0, 2)
        from generation in Gen.Choose(0, 1)
        select (round, (uint)slot, (uint)generation);
}
