using System.CommandLine;
using AwacAkka.Actors.Configuration;
using AwacAkka.Cli.Commands;
using AwacAkka.Clustering.Configuration;
using AwacAkka.Clustering.Storage;

namespace AwacAkka.Cli.Clusters;

/// <summary>Which cluster a command speaks to: the one whose database a node's configuration names.</summary>
internal static class ClusterOption
{
    private const string Variable = "AWAC_CLUSTER";

    /// <summary>The option <c>--cluster</c> of <c>awac cluster</c> and all its commands.</summary>
    public static Option<string> Create() => new Option<string>("--cluster")
    {
        Description = $"The nodes' configuration, which names the database; ${Variable}, or else cluster.conf, where not given.",
        HelpName = "FILE",
        Recursive = true,
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file ? file : "cluster.conf",
    }.Checked();

    /// <summary>Where the database is.</summary>
    /// <exception cref="RunConfigException">The file cannot be read, or something is wrong with it.</exception>
    public static DatabaseSettings Settings(string file) => NodeConfigLoader.LoadDatabase(file);

    /// <summary>Opens the database.</summary>
    /// <exception cref="RunConfigException">The file cannot be read, or something is wrong with it.</exception>
    /// <exception cref="AwacAkka.Actors.Records.StorageException">The database cannot be used.</exception>
    public static Task<ClusterDatabase> OpenAsync(string file, CancellationToken cancellation) => ClusterDatabase.OpenAsync(Settings(file), cancellation);
}
