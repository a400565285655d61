using AwacAkka.Actors.Runs;
using AwacAkka.Cli;

var console = new CliConsole(Console.Out, Console.Error, !Console.IsOutputRedirected);
return await new AwacCommandLine(console, loggers => new RunLauncher(loggers)).RunAsync(args);
