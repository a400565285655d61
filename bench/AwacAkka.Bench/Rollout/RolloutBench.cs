using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Rollouts;

namespace AwacAkka.Bench.Rollout;

/// <summary><c>rollout</c>: steps per second of one worker with policy inference, against the simulator without a policy.</summary>
internal static class RolloutBench
{
    private const string Environment = "HalfCheetah-v4";
    private const string Policy = "policies/halfcheetah-medium.safetensors";
    private const int EpisodeSteps = 999;

    /// <summary>Runs the one case against both rivals.</summary>
    public static void Run(Race race, FigureWriter figures, TextWriter notes)
    {
        var snapshot = PolicyFile.Read(Policy);
        using var worked = PolicyEnvironment.Make(Environment);
        using var idle = PolicyEnvironment.Make(Environment);
        using var replayed = PolicyEnvironment.Make(Environment);
        MachineNotes.Write(notes);

        // What a step costs the simulator depends on the motion, so that zero actions alone would not be a fair measure.
        var own = new PolicyRollout(worked, snapshot);
        var (start, actions) = own.Record(EpisodeSteps);
        var zero = new BareStepping("zero actions", idle, start, new double[actions.Length]);
        var same = new BareStepping("its own actions", replayed, start, actions);
        var rates = race.Run([own, zero, same]);
        foreach (var rival in (BareStepping[])[zero, same])
        {
            figures.Write(Figure.Of($"{Environment} against {rival.Setting}", "steps/s", own, [rival], rates));
        }
    }
}
