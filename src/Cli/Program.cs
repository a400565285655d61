using AwacAkka.Actors.Processes;
using AwacAkka.Cli;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Terminal;

if (OpenFileLimit.Problem() is { } problem)
{
    Console.Error.WriteLine($"error: {problem}");
    return ExitCode.BadInput;
}

return await RunAsync(args);

// Apart from the above, so that what it needs is loaded after that.
static Task<int> RunAsync(string[] arguments)
{
    var workers = WorkerLaunch.OfThisProgram(WorkerCommand.Name);
    return new AwacCommandLine(StandardStream.ToConsole(), loggers => new HostedRunLauncher(loggers, workers)).RunAsync(arguments);
}
