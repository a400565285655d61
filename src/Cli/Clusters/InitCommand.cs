using System.CommandLine;
using AwacAkka.Cli.Commands;
using AwacAkka.Cli.Terminal;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac cluster init</c>.</summary>
internal static class InitCommand
{
    public static Command Create(CliConsole console, Option<string> cluster)
    {
        var owner = new Option<string>("--owner") { Description = "A role that may make a schema in the database.", HelpName = "ROLE", Required = true };
        var file = new Option<string?>("--owner-password-file")
        {
            Description = "A file whose first line is its password; $AWAC_OWNER_PASSWORD where not given.",
            HelpName = "FILE",
        }.Checked();
        var command = new Command("init", "Make the cluster's tables in its database, and grant its role what nodes need of them.") { owner, file };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = ClusterOption.Settings(parsed.GetRequiredValue(cluster));
            var asOwner = settings with { User = parsed.GetRequiredValue(owner), PasswordFile = parsed.GetValue(file), PasswordVariable = "AWAC_OWNER_PASSWORD" };
            await ClusterDatabase.InitialiseAsync(asOwner, settings.User, cancellation);
            console.Out.WriteLine($"{settings} is ready for the role '{settings.User}'");
            return ExitCode.Success;
        });
        return command;
    }
}
