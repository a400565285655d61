using System.CommandLine;
using AwacAkka.Cli.Terminal;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac algorithms</c>.</summary>
internal static class AlgorithmsCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("algorithms", "List the algorithms with their presets.");
        command.SetAction(_ =>
        {
            var width = AlgorithmRegistry.All.Max(algorithm => algorithm.Name.Length);
            foreach (var algorithm in AlgorithmRegistry.All)
            {
                console.Out.WriteLine($"{algorithm.Name.PadRight(width)}  {algorithm.Title} ({algorithm.Paper})");
                console.Out.WriteLine($"{new string(' ', width)}  {Describe(algorithm)}");
                foreach (var preset in algorithm.Presets)
                {
                    console.Out.WriteLine($"{new string(' ', width)}  {preset.Name}: {preset.Source}");
                }
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static string Describe(Algorithm algorithm)
    {
        var phases = Words(algorithm.Phases, "offline", "online");
        var actions = Words(algorithm.ActionSpaces, "continuous", "discrete");
        var learner = !algorithm.IsFused ? "TorchSharp"
            : algorithm.ActionSpaces is ActionSpaces.Box or ActionSpaces.Discrete ? "fused on the processor, and TorchSharp"
            : "continuous ones fused on the processor, and TorchSharp";
        return $"{phases}; {actions} actions; {learner}";
    }

    private static string Words<T>(T flags, string first, string second)
        where T : struct, Enum => Convert.ToInt32(flags) switch { 1 => first, 2 => second, _ => $"{first} and {second}" };
}
