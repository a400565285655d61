using System.CommandLine;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac cluster verify</c>.</summary>
internal static class ClusterVerifyCommand
{
    public static Command Create(CliConsole console, Option<string> cluster)
    {
        var name = new Argument<string>("NAME") { Description = "A run." };
        var accept = RunOptions.AcceptOtherCpu();
        var command = new Command("verify", "Train a run again here, from its journal alone, and compare every round's digest.") { name, accept };
        command.SetAction((parsed, cancellation) => StoppableWork.RunAsync(
            stop => VerifyAsync(console, parsed.GetRequiredValue(cluster), parsed.GetRequiredValue(name), parsed.GetValue(accept), stop), cancellation));
        return command;
    }

    private static async Task<int> VerifyAsync(CliConsole console, string cluster, string name, bool acceptOtherCpu, CancellationToken cancellation)
    {
        using var database = await ClusterOption.OpenAsync(cluster, cancellation);
        var path = Path.Combine(Path.GetTempPath(), $"awac-verify-{Guid.NewGuid():N}");
        try
        {
            await RunFetch.ToFolderAsync(database, name, path, cancellation);
            return await VerifyCommand.VerifyAsync(console, path, acceptOtherCpu, cancellation);
        }
        finally
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }
}
