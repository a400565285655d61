using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Reporting;

namespace AwacAkka.Actors.Runs;

/// <summary>A run whose process ended before its first event: its folder says what it is a function of, so it can begin all the same.</summary>
public static class UnbegunRun
{
    /// <summary>What beginning the run asks for.</summary>
    /// <exception cref="RunConfigException">The configuration has been changed since, or its file no longer holds the seed.</exception>
    /// <exception cref="Learning.Data.DatasetException">The dataset cannot be read.</exception>
    public static RunRequest ToRequest(RunFolder folder)
    {
        var config = folder.ReadConfig();
        var header = RunHeader.Read(folder.Config);
        if (!header.FitsText && config.Hash() != header.ConfigurationHash)
        {
            throw RunData.Changed(folder);
        }

        return new RunRequest(config, header.Seed, RunData.Read(config, header.DatasetHash), folder);
    }
}
