using System.CommandLine;
using AwacAkka.Actors.Configuration;
using AwacAkka.Bench;
using AwacAkka.Bench.Learner;
using AwacAkka.Bench.Rollout;
using AwacAkka.Environments;

var json = new Option<bool>("--json") { Description = "One JSON object per figure instead of a table.", Recursive = true };
var blocks = new Option<int>("--blocks")
{
    Description = "Alternating blocks per contender; medians are over these.",
    DefaultValueFactory = _ => 5,
    Recursive = true,
};
var seconds = new Option<double>("--seconds")
{
    Description = "About how long one block takes.",
    DefaultValueFactory = _ => 1,
    Recursive = true,
};
blocks.Validators.Add(result => Require(result.GetValue(blocks) > 0, "--blocks must be at least 1", result.AddError));
seconds.Validators.Add(result => Require(result.GetValue(seconds) > 0, "--seconds must be above 0", result.AddError));
var vsPyTorch = new Option<bool>("--vs-pytorch") { Description = "Race the PyTorch twin in the same run." };

var learner = new Command("learner", "AWAC updates per second.") { vsPyTorch };
learner.SetAction(parsed => LearnerBench.Run(Race(parsed), parsed.GetValue(vsPyTorch), Figures(parsed), Console.Error));
var rollout = new Command("rollout", "Environment steps per second of one worker with its policy.");
rollout.SetAction(parsed => RolloutBench.Run(Race(parsed), Figures(parsed), Console.Error));

var root = new RootCommand("Measures AwacAkka's speed; see bench/README.md.") { learner, rollout, json, blocks, seconds };
var commandLine = root.Parse(args);
if (commandLine.Errors is [var error, ..])
{
    var problem = commandLine.UnmatchedTokens is [var unknown, ..] ? $"'{unknown}' is no argument here" : error.Message.TrimEnd('.');
    Console.Error.WriteLine($"error: {problem}; see scripts/bench --help");
    return 2;
}

try
{
    return commandLine.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e) when (e is BenchException or RunConfigException or MissingNativeLibraryException or DllNotFoundException)
{
    Console.Error.WriteLine($"error: {e.Message}");
    return 2;
}
catch (TypeInitializationException e) when (e.InnerException is DllNotFoundException missing)
{
    Console.Error.WriteLine($"error: {missing.Message}");
    return 2;
}

Race Race(ParseResult parsed) => new(parsed.GetValue(blocks), parsed.GetValue(seconds));

FigureWriter Figures(ParseResult parsed) => new(Console.Out, parsed.GetValue(json));

static void Require(bool holds, string sentence, Action<string> refuse)
{
    if (!holds)
    {
        refuse(sentence);
    }
}
