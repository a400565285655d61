using System.CommandLine;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Evaluations;
using AwacAkka.Actors.Reporting;
using AwacAkka.Actors.Rollouts;
using AwacAkka.Environments;
using AwacAkka.Learning.Policies;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac evaluate</c>.</summary>
internal static class EvaluateCommand
{
    public static readonly string[] Examples =
    [
        "awac evaluate runs/medium-1",
        "awac evaluate runs/medium-1 --episodes 100 --seed 7",
    ];

    public static Command Create(CliConsole console)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a finished run." };
        var episodes = NumberOption.Positive("--episodes", "Episodes to run; as in the run's configuration where not given.");
        var seed = NumberOption.Seed("Seed of the episodes' starts.");
        var command = new Command("evaluate", "Judge a run's final policy with its mean action.") { run, episodes, seed };
        command.SetAction(parsed => Evaluate(console, parsed.GetRequiredValue(run), parsed.GetValue(episodes), parsed.GetValue(seed)));
        return command;
    }

    private static int Evaluate(CliConsole console, string run, int? episodes, ulong seed)
    {
        var folder = RunFolders.Open(run);
        var config = RunConfigLoader.Load(folder.Configuration, []);
        var policy = new PolicyNetwork(PolicyFile.Read(folder.FinalPolicy));
        using var environment = PolicyEnvironment.Make(config.Environment.Id);
        var count = episodes ?? config.Evaluation.Episodes;
        var returns = EvaluationActor.EpisodeReturns(environment, policy, seed, count);
        console.Out.WriteLine($"{config.Environment.Id}, {count} episodes, seed {seed}");
        console.Out.WriteLine($"return  {Numbers.Return(returns.Average())} +- {Numbers.Return(ReturnSpread.Of(returns))}");
        if (EnvironmentRegistry.Spec(config.Environment.Id).Reference is { } reference)
        {
            console.Out.WriteLine($"score   {Numbers.Score(reference.NormalisedScore(returns.Average()))} of 100 (D4RL's normalised score)");
        }

        return ExitCode.Success;
    }
}
