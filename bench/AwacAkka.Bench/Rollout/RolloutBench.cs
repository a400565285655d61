using AwacAkka.Actors.Storage;
using AwacAkka.Bench.Environments;
using AwacAkka.Collecting;
using AwacAkka.Policies;

namespace AwacAkka.Bench.Rollout;

/// <summary>
/// <c>rollout</c>: steps per second of one worker with policy inference, against the simulator without a policy in plain C and in a
/// bare loop here; and of two workers against one, in rounds of few and of many slots, beside what two plain C loops at once make
/// against one.
/// </summary>
internal static class RolloutBench
{
    private const string Environment = "HalfCheetah-v4";
    private const string Policy = "policies/halfcheetah-medium.safetensors";
    private const string Unit = "steps/s";
    private const int EpisodeSteps = 999; // one less than the time limit, after which the end could not be compared
    private const int Slots = 4;
    private const int Stretches = 5; // of a slot, in rounds of many short slots: they even out cores of different paces

    /// <summary>Runs all cases.</summary>
    public static void Run(Race race, FigureWriter figures, TextWriter notes)
    {
        var policy = PolicyFile.Read(Policy);
        using var worked = PolicyEnvironment.Make(Environment);
        using var replayed = PolicyEnvironment.Make(Environment);
        MachineNotes.Write(notes);

        // What a step costs the simulator depends on the motion: every rival makes the same one.
        var start = StartState(1);
        var own = new PolicyRollout(worked, policy, start, EpisodeSteps);
        var actions = own.Record();
        using var task = MuJoCoTask.Of(Environment);
        using var plain = new PlainLoop(task, start, actions);
        plain.CheckEnd(Environment, actions.Length / replayed.ActionSpace.Dimension, task.SumOfPositions(own.End));
        var bare = new BareStepping("the same actions, bare loop", replayed, start, actions);
        var rates = race.Run([own, plain, bare]);
        foreach (var rival in (IContender[])[plain, bare])
        {
            figures.Write(Figure.Of($"{Environment} against {rival.Setting}", Unit, own, [rival], rates));
        }

        using var one = Workers(1);
        using var two = Workers(2);
        using var oneOfShort = Workers(1, Stretches);
        using var twoOfShort = Workers(2, Stretches);
        using var second = new PlainLoop(task, start, actions);
        var pair = new PlainLoopPair(plain, second, WorkersRollout.StepsPerRound);
        rates = race.Run([one, two, oneOfShort, twoOfShort, plain, pair]);
        figures.Write(Figure.Of($"{Environment}, two workers against one", Unit, two, [one], rates));
        figures.Write(Figure.Of($"{Environment}, two workers against one, {Slots * Stretches} slots", Unit, twoOfShort, [oneOfShort], rates));
        figures.Write(Figure.Of($"{Environment}, one worker, {Slots * Stretches} slots against {Slots}", Unit, oneOfShort, [one], rates));
        figures.Write(Figure.Of($"{Environment}, two plain C loops against one", Unit, pair, [plain], rates));
    }

    /// <summary>Workers that collect rounds of four slots, or the same steps with each of the four cut in several.</summary>
    public static WorkersRollout Workers(int workers, int stretches = 1)
    {
        var policy = PolicyFile.Read(Policy);
        using var environment = PolicyEnvironment.Make(Environment);
        var (rollout, network) = (new SlotRollout(environment, seed: 1), new PolicyNetwork(policy));
        var starts = new List<SlotState>();
        for (var slot = 0u; slot < Slots; slot++)
        {
            var start = SlotState.Start(slot) with { Episode = 1, Environment = StartState(slot + 1) };
            for (var stretch = 0; stretch < stretches; stretch++)
            {
                starts.Add(start);
                start = rollout.Run(start, network, WorkersRollout.StepsPerRound / Slots / stretches).End;
            }
        }

        return new(Environment, policy, starts, workers);
    }

    private static byte[] StartState(ulong seed)
    {
        using var environment = PolicyEnvironment.Make(Environment);
        environment.Reset(seed, new double[environment.ObservationSpace.Dimension]);
        var state = new byte[environment.StateSize];
        environment.SaveState(state);
        return state;
    }
}
