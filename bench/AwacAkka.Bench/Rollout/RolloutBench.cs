using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Rollouts;

namespace AwacAkka.Bench.Rollout;

/// <summary><c>rollout</c>: steps per second of one worker with policy inference, against the simulator without a policy.</summary>
internal static class RolloutBench
{
    private const string Environment = "HalfCheetah-v4";
    private const string Policy = "policies/halfcheetah-medium.safetensors";

    /// <summary>Runs the one case.</summary>
    public static void Run(Race race, FigureWriter figures, TextWriter notes)
    {
        var snapshot = PolicyFile.Read(Policy);
        using var worked = PolicyEnvironment.Make(Environment);
        using var bare = PolicyEnvironment.Make(Environment);
        MachineNotes.Write(notes);
        var (own, rival) = (new PolicyRollout(worked, snapshot), new BareStepping(bare));
        figures.Write(Figure.Of($"rollout, {Environment}, one worker", "steps/s", own, [rival], race.Run([own, rival])));
    }
}
