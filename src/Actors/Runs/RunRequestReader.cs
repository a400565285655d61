using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Storage;
using AwacAkka.Data.Files;

namespace AwacAkka.Actors.Runs;

/// <summary>
/// Reads what a run was asked to be from its folder. A run whose process ended before its first event has no journal to say so, and begins all the same.
/// </summary>
public static class RunRequestReader
{
    /// <summary>What beginning the run asks for; <see cref="RecordedRun.ToRequest"/> is for one that has begun.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="overrides">Keys to change, as in a run that has begun; recorded in the folder, as there is no journal yet.</param>
    /// <exception cref="RunConfigException">The configuration has been changed since, or its file no longer holds the seed.</exception>
    /// <exception cref="AwacAkka.Data.Files.DatasetException">The dataset cannot be read.</exception>
    public static RunRequest Read(RunFolder folder, IReadOnlyList<string>? overrides = null)
    {
        var config = folder.ReadConfig();
        var header = RunHeader.Read(folder.Config);
        if (!header.FitsText && config.Hash() != header.ConfigurationHash)
        {
            throw RecordedInputs.ConfigurationChanged(folder);
        }

        var changed = overrides is { Count: > 0 } ? new RunExtension(config, RunHistory.Empty).Apply(overrides) : config;
        var request = new RunRequest(changed, header.Seed, RecordedDataset.Read(changed, header.DatasetHash), folder);
        if (changed != config)
        {
            folder.WriteConfig(changed, header.Seed, header.DatasetHash);
        }

        return request;
    }
}
