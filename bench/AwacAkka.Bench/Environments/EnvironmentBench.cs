using System.Runtime.InteropServices;
using AwacAkka.Bench.Rollout;
using AwacAkka.Environments;
using AwacAkka.Randomness;

namespace AwacAkka.Bench.Environments;

/// <summary>
/// <c>environments</c>: steps per second of each environment under uniformly random actions, beside a plain C loop that simulates the
/// same episode with the same library.
/// </summary>
internal static class EnvironmentBench
{
    private const ulong Seed = 1;

    // The tasks whose step is nothing but controls and sub-steps; others have no rival.
    private static readonly Dictionary<string, (string Model, int Substeps)> Models = new()
    {
        ["Ant-v4"] = ("ant.xml", 5),
        ["HalfCheetah-v4"] = ("half_cheetah.xml", 5),
        ["Hopper-v4"] = ("hopper.xml", 4),
        ["InvertedPendulum-v4"] = ("inverted_pendulum.xml", 2),
        ["Reacher-v4"] = ("reacher.xml", 2),
        ["Walker2d-v4"] = ("walker2d.xml", 4),
    };

    /// <summary>Runs all environments, one race after the other.</summary>
    public static void Run(Race race, FigureWriter figures, TextWriter notes)
    {
        MachineNotes.Write(notes);
        foreach (var id in EnvironmentRegistry.Ids)
        {
            using var environment = EnvironmentRegistry.Make(id);
            var (start, actions) = Record(environment);
            var own = new BareStepping("environment", environment, start, actions);
            if (!Models.TryGetValue(id, out var model))
            {
                figures.Write(Figure.Of(id, "steps/s", own, [], race.Run([own])));
                continue;
            }

            using var plain = new PlainLoop(model.Model, model.Substeps, [.. Coordinates(environment, start), .. actions]);
            CheckSameMotion(id, environment, start, actions, plain);
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

    /// <summary>Positions and velocities: what a saved state of a simulation holds behind the time.</summary>
    private static double[] Coordinates(IEnvironment environment, byte[] state)
    {
        using var model = AwacAkka.Environments.MuJoCo.MuJoCoModel.FromXml(ReadModel(Models[environment.Id].Model));
        var count = model.Doubles("qpos0").Length + model.Doubles("dof_damping").Length;
        return MemoryMarshal.Cast<byte, double>(state.AsSpan(sizeof(double), count * sizeof(double))).ToArray();
    }

    private static string ReadModel(string name)
    {
        using var stream = typeof(IEnvironment).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Both sides end the episode at the same place to the bit, or they would not be doing the same work.</summary>
    private static void CheckSameMotion(string id, IEnvironment environment, byte[] start, double[] actions, PlainLoop plain)
    {
        var (width, observation) = (environment.ActionSpace.Dimension, new double[environment.ObservationSpace.Dimension]);
        environment.RestoreState(start, observation);
        for (var next = 0; next < actions.Length; next += width)
        {
            environment.Step(actions.AsSpan(next, width), observation);
        }

        var end = new byte[environment.StateSize];
        environment.SaveState(end);
        plain.Run(actions.Length / width);
        var own = MemoryMarshal.Read<double>(end.AsSpan(sizeof(double)));
        if (own != plain.End)
        {
            throw new BenchException($"{id} ends its episode at {own:R}, the plain C loop at {plain.End:R}: they do not simulate the same");
        }
    }
}
