using AwacAkka.Actors.Rollouts.Processes;
using AwacAkka.Cli;
using AwacAkka.Cli.Commands;

var workers = WorkerLaunch.OfThisProgram(WorkerCommand.Name);
return await new AwacCommandLine(StandardStream.ToConsole(), loggers => new HostedRunLauncher(loggers, workers)).RunAsync(args);
