namespace AwacAkka.Actors.Configuration;

/// <summary>A key that has another value in one configuration than in another.</summary>
/// <param name="Path">The key.</param>
/// <param name="Before">The value in canonical HOCON; null where the key did not apply.</param>
/// <param name="After">The other value; null where the key does not apply.</param>
internal sealed record ConfigChange(string Path, string? Before, string? After)
{
    /// <summary>All keys that differ, sorted.</summary>
    public static IReadOnlyList<ConfigChange> Between(RunConfig before, RunConfig after)
    {
        var (old, changed) = (Values(before), Values(after));
        return
        [
            .. RunConfigKeys.Paths.Order(StringComparer.Ordinal)
                .Select(path => new ConfigChange(path, old.GetValueOrDefault(path), changed.GetValueOrDefault(path)))
                .Where(change => change.Before != change.After),
        ];
    }

    /// <summary>A key's value in canonical HOCON; null where it does not apply.</summary>
    public static string? ValueIn(RunConfig config, string path) => Values(config).GetValueOrDefault(path);

    /// <inheritdoc />
    public override string ToString() => $"{Path} = {After ?? "none"} instead of {Before ?? "none"}";

    private static Dictionary<string, string> Values(RunConfig config) => RunConfigKeys.All
        .Select(key => (key.Path, Text: key.Render(config)))
        .Where(value => value.Text is not null)
        .ToDictionary(value => value.Path, value => value.Text!);
}
