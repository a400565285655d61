using System.CommandLine;
using AwacAkka.Cli.Terminal;

namespace AwacAkka.Cli.Clusters;

/// <summary><c>awac cluster</c>: all that is asked of a cluster goes through its database, so that nobody has to be a member to ask.</summary>
internal static class ClusterCommand
{
    public static readonly Dictionary<string, string[]> Examples = new()
    {
        ["cluster init"] = ["awac cluster init --owner postgres --owner-password-file postgres.password"],
        ["cluster submit"] =
        [
            "awac cluster submit --config hocon/pendulum.conf --name pendulum",
            "awac cluster submit --config hocon/halfcheetah-medium.conf --seed 1..10 --name sweep --set algorithm.lambda=0.5",
        ],
        ["cluster list"] = ["awac cluster list"],
        ["cluster status"] = ["awac cluster status"],
        ["cluster watch"] = ["awac cluster watch sweep-seed1"],
        ["cluster log"] = ["awac cluster log sweep-seed1"],
        ["cluster stop"] = ["awac cluster stop sweep-seed1 sweep-seed2"],
        ["cluster resume"] = ["awac cluster resume sweep-seed1 --set online.steps=400000"],
        ["cluster verify"] = ["awac cluster verify sweep-seed1"],
        ["cluster fetch"] = ["awac cluster fetch sweep-seed1 --run runs/sweep-1"],
        ["cluster delete"] = ["awac cluster delete sweep-seed1"],
    };

    public static Command Create(CliConsole console)
    {
        var cluster = ClusterOption.Create();
        return new Command("cluster", "Have a cluster train runs, and look after them.")
        {
            cluster,
            InitCommand.Create(console, cluster),
            SubmitCommand.Create(console, cluster),
            ListCommand.Create(console, cluster),
            StatusCommand.Create(console, cluster),
            WatchCommand.Create(console, cluster),
            LogCommand.Create(console, cluster),
            StopCommand.Create(console, cluster),
            ClusterResumeCommand.Create(console, cluster),
            ClusterVerifyCommand.Create(console, cluster),
            FetchCommand.Create(console, cluster),
            DeleteCommand.Create(console, cluster),
        };
    }
}
