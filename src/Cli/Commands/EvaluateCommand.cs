using System.CommandLine;
using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Cli.Terminal;
using AwacAkka.Environments.Registry;
using Microsoft.Extensions.Logging.Abstractions;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static readonly string[] Examples =
    [
        "awac evaluate runs/medium-1",
        "awac evaluate runs/medium-1 --episodes 100 --seed 7",
        "awac evaluate runs/medium-1 --best --seed 1001",
    ];

    public static Command Create(CliConsole console, LauncherFactory launchers)
    {
        var run = RunOptions.Run();
        var episodes = NumberOption.Positive("--episodes", "Episodes to run; as in the run's configuration where not given.");
        var seed = NumberOption.Seed("Seed of the episodes' starts.");
        var best = RunOptions.Best();
        var command = new Command("evaluate", "Judge a run's latest or best policy with its mean action.") { run, episodes, seed, best };
        command.SetAction((parsed, cancellation) => StoppableWork.RunAsync(
            stop => EvaluateAsync(
                console, launchers, parsed.GetRequiredValue(run), parsed.GetValue(best), parsed.GetValue(episodes), parsed.GetValue(seed), stop),
            cancellation));
        return command;
    }

    private static async Task<int> EvaluateAsync(
        CliConsole console, LauncherFactory launchers, string run, bool best, int? episodes, ulong seed, CancellationToken cancellation)
    {
        var folder = RunFolder.Open(run);
        var config = folder.ReadConfig();
        var id = config.Environment.Id;
        if (best && RecordedInputs.SeedOf(folder) == seed) // the run's own evaluations are of episodes under its seed
        {
            console.Error.WriteLine("note: these are the episodes that the run chose its best policy by, so what it comes to is too good; name another --seed");
        }

        var launcher = launchers(NullLoggerFactory.Instance);
        var summary = await launcher.EvaluateAsync(
            id, folder.ReadPolicy(best), episodes ?? config.Evaluation.Episodes, seed, cancellation);
        console.Out.WriteLine($"{id}, {summary.Episodes} episodes of {Numbers.Return(summary.MeanLength)} steps on average, seed {seed}");
        console.Out.WriteLine($"return  {Numbers.Return(summary.MeanReturn)} +- {Numbers.Return(summary.StandardDeviation)}");
        if (EnvironmentRegistry.Spec(id).Reference is { } reference)
        {
            console.Out.WriteLine($"score   {Numbers.Score(reference.NormalisedScore(summary.MeanReturn))} {reference.Scale}");
        }

        WriteSuccess(console.Out, summary, EnvironmentRegistry.Spec(id).SuccessfulSteps ?? 0);
        return ExitCode.Success;
    }

    /// <summary>Success by all definitions; nothing where the task knows none.</summary>
    private static void WriteSuccess(TextWriter output, EvaluationSummary summary, int threshold)
    {
        if (summary is not { SuccessRate: { } share, Goal: { } goal })
        {
            return;
        }

        output.WriteLine($"success {Numbers.Share(share)} of the episodes, by more than {threshold} steps at the goal");
        output.WriteLine($"  any   {Numbers.Share(goal.AnyRate)} of the episodes, by any step at the goal");
        output.WriteLine($"  steps {Numbers.Share(goal.StepShare)} of the steps at the goal");
        output.WriteLine(
            $"  first {Numbers.Share(goal.AnyRate)} of the episodes, if each ended at its first success: return {Numbers.Return(goal.FirstReturn)}, "
            + $"{Numbers.Return(goal.FirstLength)} steps");
    }
}
