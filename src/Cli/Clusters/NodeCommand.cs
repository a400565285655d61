using System.CommandLine;
using AwacAkka.Actors.Processes;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering;
using AwacAkka.Clustering.Configuration;
using Microsoft.Extensions.Logging;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac node</c>.</summary>
internal static class NodeCommand
{
    public static readonly string[] Examples =
    [
        "awac node --config cluster.conf",
        "awac node --config cluster.conf --role rollout",
        "awac node --config cluster.conf --environment-assembly my/robots.dll",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Command Create(CliConsole console)
    {
        var config = new Option<string>("--config")
        {
            Description = "The node's configuration, a HOCON file; hocon/cluster.conf explains every key.",
            HelpName = "FILE",
            Required = true,
        }.Checked();
        var role = new Option<string[]>("--role")
        {
            Description = "What the node does, instead of the roles in the file: learner or rollout; may be repeated.",
            HelpName = "ROLE",
            DefaultValueFactory = _ => [],
        };
        var command = new Command("node", "Be a member of a cluster until told to stop.") { config, role };
        command.SetAction((parsed, cancellation) =>
            ServeAsync(console, parsed.GetRequiredValue(config), parsed.GetRequiredValue(role), cancellation));
        return command;
    }

    /// <summary>The first signal asks the node to leave, or not to join; a later one ends it at once.</summary>
    private static async Task<int> ServeAsync(CliConsole console, string file, string[] roles, CancellationToken cancellation)
    {
        var config = NodeConfigLoader.Load(file, roles.Length > 0 ? roles : null);
        using var signals = new StopSignals(cancellation);
        using var telemetry = NodeTelemetry.Start();
        using var log = new LineLog(console.Out);
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log).SetMinimumLevel(LogLevel.Information));
        try
        {
            return await ServeAsync(console, config, loggers, signals);
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            console.Out.WriteLine("stopped before the cluster had let the node in");
            return ExitCode.Success;
        }
    }

    private static async Task<int> ServeAsync(CliConsole console, NodeConfig config, ILoggerFactory loggers, StopSignals signals)
    {
        await using var node = await ClusterNode.StartAsync(
            config, loggers, WorkerLaunch.OfThisProgram(WorkerCommand.Name), Patience, signals.Token);
        console.Out.WriteLine($"node {node.Address} is up: {string.Join(", ", config.Roles)}");
        var stopping = Task.Delay(Timeout.Infinite, signals.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        if (await Task.WhenAny(node.Ended, stopping) == stopping)
        {
            console.Out.WriteLine("leaving the cluster; a second signal ends the node at once");
            await node.LeaveAsync();
            console.Out.WriteLine("left");
            return ExitCode.Success;
        }

        console.Error.WriteLine($"error: {node.EndReason}");
        return ExitCode.BadInput;
    }
}
