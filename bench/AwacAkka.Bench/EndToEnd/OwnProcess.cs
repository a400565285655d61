using System.Diagnostics;
using System.Text.Json.Nodes;
using AwacAkka.Actors.Processes;
using AwacAkka.Data.Transitions;

namespace AwacAkka.Bench.EndToEnd;

/// <summary>This program once more, for runs that can be halted while the twin has its turn.</summary>
internal sealed class OwnProcess : AnsweringProcess
{
    /// <summary>The command that the process is started with.</summary>
    public const string Argument = "own-runs";

    private static readonly WorkerLaunch Program = WorkerLaunch.OfThisProgram(Argument);

    /// <summary>Starts it.</summary>
    public OwnProcess()
        : base(new ProcessStartInfo(Program.FileName, Program.Arguments), "the process of our runs")
    {
    }

    /// <summary>Its side: answers requests until there are no more.</summary>
    public static void Serve(OfflineDataset dataset)
    {
        while (Console.In.ReadLine() is { } line)
        {
            OwnRun.Measure(dataset, RunSize.FromJson(JsonNode.Parse(line)!["run"]!));
            Console.Out.WriteLine("{}");
        }
    }
}
