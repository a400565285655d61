using AwacAkka.Actors.Processes;
using AwacAkka.Cli;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Terminal;

var workers = WorkerLaunch.OfThisProgram(WorkerCommand.Name);
return await new AwacCommandLine(StandardStream.ToConsole(), loggers => new HostedRunLauncher(loggers, workers)).RunAsync(args);
