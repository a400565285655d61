using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using AwacAkka.Bench.Environments;
using AwacAkka.Bench.Learner;
using AwacAkka.Bench.PyTorch;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments.Registry;
using AwacAkka.Learning.Training;
using AwacAkka.Randomness;

namespace AwacAkka.Bench.EndToEnd;

/// <summary>The same run in PyTorch (bench/pytorch/end_to_end.py), which steps the same libmujoco with the same model.</summary>
internal sealed class RunTwin : IDisposable
{
    private const string Environment = "HalfCheetah-v4";
    private const int CheckedSteps = 200;
    private const ulong Seed = 1;
    private readonly string folder = Directory.CreateTempSubdirectory("awac-bench").FullName;
    private readonly MuJoCoTask task = MuJoCoTask.Of(Environment);

    /// <summary>Starts it and hands it the model, the dataset and the learner's values.</summary>
    public RunTwin(string python, PyTorchSetting setting, OfflineDataset dataset)
    {
        Process = new PyTorchProcess(python, setting, "end_to_end.py");
        Process.Ask("build", new JsonObject
        {
            ["library"] = Path.Combine(AppContext.BaseDirectory, "libawacmujoco.so"),
            ["model"] = task.ModelFile,
            ["dataset"] = WriteDataset(dataset.Transitions),
            ["rows"] = dataset.Count,
            ["batch"] = OwnRun.Learner.Batch,
            ["learner"] = PyTorchTwin.Parameters((ActorCriticConfig)OwnRun.Learner.Config),
        });
    }

    /// <summary>Where it runs.</summary>
    public PyTorchProcess Process { get; }

    /// <summary>Threads and kernels.</summary>
    public string Setting => Process.Setting;

    /// <summary>Version and BLAS.</summary>
    public string Description => Process.Description;

    /// <summary>Seconds of one run.</summary>
    public double Measure(RunSize size) => (double)Process.Ask("run", size.ToJson())["seconds"]!;

    /// <summary>What its simulator makes otherwise than ours of the same start and the same actions; null where every bit is the same.</summary>
    public string? Difference()
    {
        using var environment = EnvironmentRegistry.Make(Environment);
        var (observation, state) = (new double[environment.ObservationSpace.Dimension], new byte[environment.StateSize]);
        environment.Reset(Seed, observation);
        environment.SaveState(state);
        var actions = Actions(environment.ActionSpace.Dimension);
        var theirs = Process.Ask("replay", new JsonObject
        {
            ["start"] = Array(task.PositionsAndVelocities(state)),
            ["actions"] = new JsonArray([.. actions.Select(Array)]),
        });
        for (var step = 0; step < actions.Length; step++)
        {
            var reward = environment.Step(actions[step], observation).Reward;
            var their = theirs["observations"]![step]!.AsArray().Select(value => (double)value!);
            if (!observation.SequenceEqual(their) || reward != (double)theirs["rewards"]![step]!)
            {
                return $"step {step + 1} of the twin's simulator yields another observation or reward than ours for the same actions";
            }
        }

        return null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Process.Dispose();
        task.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static double[][] Actions(int width)
    {
        var all = new float[CheckedSteps * width];
        new AddressedRandom(Seed, DrawPurpose.RandomAction).FillUniform(all, -1, 1);
        return [.. all.Chunk(width).Select(action => System.Array.ConvertAll(action, number => (double)number))];
    }

    private static JsonNode Array(double[] numbers) => new JsonArray([.. numbers.Select(number => JsonValue.Create(number))]);

    private string WriteDataset(TransitionChunk chunk)
    {
        var path = Path.Combine(folder, "dataset");
        using var file = File.Create(path);
        var terminated = System.Array.ConvertAll(chunk.Terminals, terminal => terminal ? 1f : 0f);
        foreach (var column in (float[][])[chunk.Observations, chunk.Actions, chunk.Rewards, chunk.NextObservations, terminated])
        {
            file.Write(MemoryMarshal.AsBytes<float>(column));
        }

        return path;
    }
}
