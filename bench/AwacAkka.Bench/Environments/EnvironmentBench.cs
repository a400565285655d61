using AwacAkka.Bench.Rollout;
using AwacAkka.Environments;
using AwacAkka.Environments.Registry;
using AwacAkka.Randomness;

namespace AwacAkka.Bench.Environments;

/// <summary>
/// <c>environments</c>: steps per second of each environment under uniformly random actions, beside a plain C loop that simulates the
/// same episode with the same library.
/// </summary>
internal static class EnvironmentBench
{
    private const ulong Seed = 1;

    /// <summary>Runs all environments, one race after the other.</summary>
    public static void Run(Race race, FigureWriter figures, TextWriter notes)
    {
        MachineNotes.Write(notes);
        foreach (var id in EnvironmentRegistry.Ids)
        {
            using var environment = EnvironmentRegistry.Make(id);
            var (start, actions) = Record(environment);
            var own = new BareStepping("environment", environment, start, actions);
            using var task = MuJoCoTask.Find(id);
            if (task is null)
            {
                figures.Write(Figure.Of(id, "steps/s", own, [], race.Run([own])));
                continue;
            }

            var (controls, end) = Follow(environment, task, start, actions);
            using var plain = new PlainLoop(task, start, controls);
            plain.CheckEnd(id, actions.Length / environment.ActionSpace.Dimension, end);
            figures.Write(Figure.Of(id, "steps/s", own, [plain], race.Run([own, plain])));
        }
    }

    /// <summary>An episode's start and actions, up to its end.</summary>
    private static (byte[] Start, double[] Actions) Record(IEnvironment environment)
    {
        var observation = new double[environment.ObservationSpace.Dimension];
        var (start, action) = (new byte[environment.StateSize], new double[environment.ActionSpace.Dimension]);
        var actions = new List<double>();
        environment.Reset(Seed, observation);
        environment.SaveState(start);
        StepResult result;
        for (uint step = 0; ; step++)
        {
            var random = new AddressedRandom(Seed, DrawPurpose.RandomAction, step);
            for (var i = 0; i < action.Length; i++)
            {
                action[i] = environment.ActionSpace switch
                {
                    Box box => random.NextUniform(box.Low[i], box.High[i]),
                    Discrete discrete => Math.Floor(random.NextUniform(0, discrete.Count)),
                    _ => throw new BenchException($"the actions of {environment.Id} are of an unknown kind"),
                };
            }

            actions.AddRange(action);
            result = environment.Step(action, observation);
            if (result.Terminated || result.Truncated)
            {
                return (start, [.. actions]);
            }
        }
    }

    /// <summary>The controls of an episode, and the sum of the positions at its end.</summary>
    private static (double[] Controls, double End) Follow(IEnvironment environment, MuJoCoTask task, byte[] start, double[] actions)
    {
        var (width, observation) = (environment.ActionSpace.Dimension, new double[environment.ObservationSpace.Dimension]);
        var (state, controls) = (new byte[environment.StateSize], new List<double>());
        environment.RestoreState(start, observation);
        for (var next = 0; next < actions.Length; next += width)
        {
            environment.Step(actions.AsSpan(next, width), observation);
            environment.SaveState(state);
            controls.AddRange(task.Controls(state));
        }

        return ([.. controls], task.SumOfPositions(state));
    }
}
