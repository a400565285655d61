using AwacAkka.Actors.Rollouts.Processes;
using AwacAkka.Cli;
using AwacAkka.Cli.Commands;

var workers = WorkerLaunch.OfThisProgram(WorkerCommand.Name);
var console = new CliConsole(Console.Out, Console.Error, !Console.IsOutputRedirected);
return await new AwacCommandLine(console, loggers => new HostedRunLauncher(loggers, workers)).RunAsync(args);
