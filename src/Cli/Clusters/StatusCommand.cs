using System.CommandLine;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering.Reports;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac cluster status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(CliConsole console, Option<string> cluster)
    {
        var command = new Command("status", "Show the members of the cluster, as its learners last told, and how its runs get on.");
        command.SetAction(async (parsed, cancellation) =>
        {
            using var database = await ClusterOption.OpenAsync(parsed.GetRequiredValue(cluster), cancellation);
            var table = new ReportTable(database);
            var nodes = await table.ReadAsync<NodeReport>(ReportTable.Nodes, cancellation);
            var reports = await table.ReadAsync<RunReport>(ReportTable.Runs, cancellation);
            StatusText.Write(console.Out, nodes, reports, await new RunCatalogue(database).ListAsync(cancellation));
            return ExitCode.Success;
        });
        return command;
    }
}
