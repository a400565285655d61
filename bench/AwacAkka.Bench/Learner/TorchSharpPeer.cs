using System.Diagnostics;
using System.Text.Json.Nodes;
using AwacAkka.Actors.Processes;
using AwacAkka.Learning.Torch;
using TorchSharp;

namespace AwacAkka.Bench.Learner;

/// <summary>
/// The TorchSharp learner of this product in one setting, in a process of its own: libtorch's threads and MKL's kernels belong to a
/// process.
/// </summary>
internal sealed class TorchSharpPeer(TorchSharpSetting setting) : IContender, IDisposable
{
    /// <summary>The command that the process is started with.</summary>
    public const string Argument = "torchsharp-learner";

    private static readonly WorkerLaunch Program = WorkerLaunch.OfThisProgram(Argument);
    private readonly AnsweringProcess process = new(Start(setting), $"the TorchSharp learner ({setting})");

    /// <summary>MKL's kernels as shipped.</summary>
    public bool IsAsShipped => setting.Kernels == TorchSharpSetting.Shipped;

    /// <inheritdoc />
    public string Setting => setting.ToString();

    /// <summary>Replaces the learner by a new one of that case; tells the engine.</summary>
    public string Build(LearnerCase @case) => (string)process.Ask("build", new JsonObject
    {
        ["case"] = @case.Name,
        ["pair_threads"] = setting.PairThreads,
        ["libtorch_threads"] = setting.LibtorchThreads,
    })["engine"]!;

    /// <inheritdoc />
    public double Run(int count) => (double)process.Ask("run", count)["seconds"]!;

    /// <inheritdoc />
    public void Dispose() => process.Dispose();

    /// <summary>Its side: answers requests until there are no more.</summary>
    public static void Serve()
    {
        OwnLearner? learner = null;
        while (Console.In.ReadLine() is { } line)
        {
            var request = JsonNode.Parse(line)!;
            if (request["build"] is { } build)
            {
                learner?.Dispose();
                var @case = LearnerCase.Named((string)build["case"]!);
                learner = new OwnLearner(
                    "TorchSharp", @case, initial => LearnerBench.OnTorchSharp(@case, initial, (int)build["pair_threads"]!));
                torch.set_num_threads((int)build["libtorch_threads"]!); // the learner has set 1
                Console.Out.WriteLine(new JsonObject { ["engine"] = TorchEngine.Description }.ToJsonString());
            }
            else
            {
                Console.Out.WriteLine(new JsonObject { ["seconds"] = learner!.Run((int)request["run"]!) }.ToJsonString());
            }
        }
    }

    private static ProcessStartInfo Start(TorchSharpSetting setting) =>
        new(Program.FileName, Program.Arguments) { Environment = { [TorchSharpSetting.KernelsVariable] = setting.Kernels } };
}
