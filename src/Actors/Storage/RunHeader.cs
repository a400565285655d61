using System.Globalization;
using System.Text.RegularExpressions;
using AwacAkka.Actors.Configuration;

namespace AwacAkka.Actors.Storage;

/// <summary>
/// What a run is a function of besides its configuration, as the first lines of <c>config.conf</c>: comments to HOCON, so that the file
/// is a configuration like any other, and enough to begin a run whose process ended before the journal had its first event.
/// </summary>
/// <param name="Seed">The seed.</param>
/// <param name="ConfigurationHash">Hash of the configuration below, which shows whether it has been changed.</param>
/// <param name="DatasetHash">Content hash of the dataset; null without one.</param>
internal sealed partial record RunHeader(ulong Seed, string ConfigurationHash, string? DatasetHash)
{
    private const string NoDataset = "none";

    /// <summary>SHA-256 of the assembly that the environment comes from; null where it is the program's own, or an earlier version wrote the lines.</summary>
    public string? EnvironmentHash { get; init; }

    /// <summary>Whether the configuration below is as it was written, also by a version with fewer keys.</summary>
    public bool FitsText { get; private init; }

    /// <summary>The lines.</summary>
    public string ToComment() => string.Create(
        CultureInfo.InvariantCulture,
        $"# seed {Seed}\n# configuration sha256 {ConfigurationHash}\n# dataset sha256 {DatasetHash ?? NoDataset}\n{EnvironmentLine}");

    private string EnvironmentLine => EnvironmentHash is null ? string.Empty : $"# environment assembly sha256 {EnvironmentHash}\n";

    /// <summary>Reads the lines back.</summary>
    /// <exception cref="RunConfigException">They are not there as they were written.</exception>
    public static RunHeader Read(string path) => Find(path) ?? throw new RunConfigException(
        $"the run was stopped before anything was recorded, and '{path}' no longer begins with its seed and hashes; "
        + "remove the folder and train again");

    /// <summary>The same; null where they are not there as they were written.</summary>
    public static RunHeader? Find(string path)
    {
        var text = File.ReadAllText(path);
        var match = Lines().Match(text);
        return match.Success && ulong.TryParse(match.Groups["seed"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? new RunHeader(seed, match.Groups["configuration"].Value, match.Groups["dataset"].Value is var hash && hash == NoDataset ? null : hash)
            {
                EnvironmentHash = match.Groups["environment"] is { Success: true } environment ? environment.Value : null,
                FitsText = match.Groups["configuration"].Value == RunConfig.Hash(text[match.Length..]),
            }
            : null;
    }

    [GeneratedRegex(@"\A# seed (?<seed>\d+)\n# configuration sha256 (?<configuration>[0-9a-f]{64})\n# dataset sha256 (?<dataset>[0-9a-f]{64}|none)\n(# environment assembly sha256 (?<environment>[0-9a-f]{64})\n)?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Lines();
}
