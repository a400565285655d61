using AwacAkka.Actors.Configuration;
using AwacAkka.Data.Transitions;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Actors.Storage;

/// <summary>What a run folder says that the run is a function of, held against what is wanted of it now.</summary>
public static class RecordedInputs
{
    /// <summary>What is wanted and would have given other results, as a clause such as <c>online.steps = 6000 instead of 5000</c>; null where nothing is.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="config">The configuration that is wanted; units that are not decided count as the recorded ones.</param>
    /// <param name="seed">The seed that is wanted.</param>
    /// <param name="datasetHash">Content hash of the data; null where they are not known.</param>
    /// <exception cref="RunConfigException">The folder's configuration cannot be read.</exception>
    public static string? Difference(RunFolder folder, RunConfig config, ulong seed, string? datasetHash)
    {
        var header = RunHeader.Read(folder.Config);
        string?[] changes =
        [
            IsOtherBuild(header, config) ? "another build of the environment's assembly than it was begun with" : null,
            header.Seed == seed ? null : $"seed {seed} instead of {header.Seed}",
            datasetHash is null || datasetHash == header.DatasetHash ? null : "other data than it was begun with",
            .. ConfigChange.Between(folder.ReadConfig(), config)
                .Where(change => KeyRules.Find(change.Path)?.Freedom != KeyFreedom.Free)
                .Where(change => change.Path != RunConfigKeys.ActionUnits || config.Dataset.ActionUnits != ActionUnits.Auto)
                .Select(change => change.ToString()),
        ];
        return changes.Any(change => change is not null) ? string.Join(", ", changes.OfType<string>()) : null;
    }

    /// <summary>The seed that a run folder says; null where its first lines are no longer as they were written.</summary>
    public static ulong? SeedOf(RunFolder folder) => RunHeader.Find(folder.Config)?.Seed;

    /// <summary>
    /// A sentence where the environment comes from another build of its assembly than the run was begun with: the journal cannot tell whether it still steps as
    /// it did. Null where it does not, and where the folder does not say.
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="config">Its configuration, whose environment is loaded.</param>
    public static string? EnvironmentNotice(RunFolder folder, RunConfig config) => RunHeader.Find(folder.Config) is { } header && IsOtherBuild(header, config)
        ? $"the assembly of {config.Environment.Id} is another build than the one that the run began with; where it steps in another way, the run is no function of its inputs any more"
        : null;

    private static bool IsOtherBuild(RunHeader header, RunConfig config) =>
        header.EnvironmentHash is { } begun && EnvironmentAssembly.HashOf(config.Environment.Id) is { } now && now != begun;

    /// <summary>The configuration file is not the one that the run was begun with.</summary>
    internal static RunConfigException ConfigurationChanged(RunFolder folder) => new(
        $"'{folder.Config}' is not the configuration that the run was begun with; undo the change, or train a new run with it");
}
