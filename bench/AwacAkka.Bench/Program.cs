using System.CommandLine;
using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Processes;
using AwacAkka.Bench;
using AwacAkka.Bench.EndToEnd;
using AwacAkka.Bench.Environments;
using AwacAkka.Bench.Faults;
using AwacAkka.Bench.Learner;
using AwacAkka.Bench.Replay;
using AwacAkka.Bench.Rollout;
using AwacAkka.Bench.Runs;
using AwacAkka.Environments;
using AwacAkka.Environments.Classic;

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

var only = new Option<string>("--only") { Description = "Only the cases whose name contains this.", DefaultValueFactory = _ => string.Empty };
var algorithm = new Option<string>("--algorithm")
{
    Description = "Instead, this algorithm's fused learner against the same update on TorchSharp; 'all' for each of the list.",
};
var curve = new Option<bool>("--curve") { Description = "The cost of an update as batch, width and replay grow, instead." };
var learner = new Command("learner", "Updates per second.") { vsPyTorch, only, algorithm, curve };
learner.SetAction(parsed =>
{
    if (parsed.GetValue(curve))
    {
        LearnerCurve.Run(Race(parsed), Figures(parsed), Console.Error);
    }
    else if (parsed.GetValue(algorithm) is { } name)
    {
        AlgorithmBench.Run(Race(parsed), name, Figures(parsed), Console.Error);
    }
    else
    {
        LearnerBench.Run(Race(parsed), parsed.GetValue(vsPyTorch), parsed.GetValue(only)!, Figures(parsed), Console.Error);
    }
});
var rollout = new Command("rollout", "Environment steps per second of one worker with its policy.");
rollout.SetAction(parsed => RolloutBench.Run(Race(parsed), Figures(parsed), Console.Error));
var replay = new Command("replay", "Bytes per second of gathering random batches.");
replay.SetAction(parsed => ReplayBench.Run(Race(parsed), Figures(parsed), Console.Error));
var environments = new Command("environments", "Steps per second of each environment, beside a plain C loop.");
environments.SetAction(parsed => EnvironmentBench.Run(Race(parsed), Figures(parsed), Console.Error));
var journal = new Command("journal", "Durable transitions per second.");
journal.SetAction(parsed => JournalBench.Run(Race(parsed), Figures(parsed), Console.Error));
var transitions = Count("--transitions", "Transitions in the journal.", 1_000_000);
var recovery = new Command("recovery", "Seconds from resuming a run to its first new update.") { transitions };
recovery.SetAction(parsed => RecoveryBench.Run(parsed.GetValue(transitions), parsed.GetValue(blocks), Figures(parsed), Console.Error));
var steps = Count("--steps", "Steps of Pendulum-v1.", 2_000_000);
var soak = new Command("soak", "Memory and database size over one long run.") { steps };
soak.SetAction(parsed => SoakBench.Run(parsed.GetValue(steps), Console.Out, Console.Error));
var restarts = Count("--restarts", "Deaths of a worker.", 50);
var restart = new Command("restart", "Milliseconds from a worker's death until its slot runs again.") { restarts };
restart.SetAction(parsed => RestartBench.Run(parsed.GetValue(restarts), Rows(parsed), Console.Error));
var stormSteps = Count("--steps", "Steps of HalfCheetah-v4 per run.", 10_000);
var faults = new Command("faults", "Seconds of the same run in calm and in a storm of failures.") { stormSteps };
faults.SetAction(parsed => FaultsBench.Run(parsed.GetValue(blocks), parsed.GetValue(stormSteps), Rows(parsed), Console.Error));
var offlineUpdates = Count("--offline-updates", "Updates on the dataset.", 25_000);
var onlineSteps = Count("--online-steps", "Environment steps after them.", 50_000);
var endToEnd = new Command("end-to-end", "Seconds of a whole run; a block is a run.") { vsPyTorch, offlineUpdates, onlineSteps };
endToEnd.SetAction(parsed => EndToEndBench.Run(
    new RunSize(parsed.GetValue(offlineUpdates), parsed.GetValue(onlineSteps)), parsed.GetValue(blocks), parsed.GetValue(vsPyTorch),
    Figures(parsed), Console.Error));
var worker = new Command(RestartBench.WorkerArgument, "A worker process of restart and faults.") { Hidden = true };
worker.SetAction(_ => WorkerHost.Run());
var ownRuns = new Command(OwnProcess.Argument, "Our side of end-to-end.") { Hidden = true };
ownRuns.SetAction(_ => EndToEndBench.ServeOwnRuns());
var torchSharp = new Command(TorchSharpPeer.Argument, "A rival of learner.") { Hidden = true };
torchSharp.SetAction(_ => TorchSharpPeer.Serve());

var root = new RootCommand("Measures AwacAkka's speed; see bench/README.md.")
{
    learner, endToEnd, rollout, replay, environments, journal, recovery, soak, restart, faults, worker, ownRuns, torchSharp, json, blocks, seconds,
};
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

RowWriter Rows(ParseResult parsed) => new(Console.Out, parsed.GetValue(json));

static Option<int> Count(string name, string description, int value)
{
    var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
    option.Validators.Add(result => Require(result.GetValue(option) > 0, $"{name} must be at least 1", result.AddError));
    return option;
}

static void Require(bool holds, string sentence, Action<string> refuse)
{
    if (!holds)
    {
        refuse(sentence);
    }
}
