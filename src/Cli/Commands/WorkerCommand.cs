using System.CommandLine;
using AwacAkka.Actors.Processes;

namespace AwacAkka.Cli.Commands;

/// <summary><c>awac worker</c>: started by runs with <c>rollouts.isolation = process</c>, not by people, and so not in the help.</summary>
internal static class WorkerCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "worker";

    public static Command Create()
    {
        var command = new Command(Name, "Runs rollouts for another process.") { Hidden = true };
        command.SetAction(_ => WorkerHost.Run());
        return command;
    }
}
