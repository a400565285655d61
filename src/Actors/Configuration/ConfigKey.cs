using Akka.Configuration.Hocon;

namespace AwacAkka.Actors.Configuration;

/// <summary>One key of the configuration: where its value goes and how it is written.</summary>
/// <param name="Path">Dotted path.</param>
/// <param name="Expected">Completes "expected ...".</param>
/// <param name="Apply">The configuration with the value set, or null where the value is none of what is expected.</param>
/// <param name="Render">The value in canonical HOCON, or null where the key does not apply to the configuration's algorithm.</param>
internal sealed record ConfigKey(
    string Path, string Expected, Func<RunConfig, HoconValue, RunConfig?> Apply, Func<RunConfig, string?> Render)
{
    /// <summary>A key of a fixed section.</summary>
    public static ConfigKey Of<T>(string path, ConfigKind<T> kind, Func<RunConfig, T> get, Func<RunConfig, T, RunConfig> set) => new(
        path,
        kind.Expected,
        (config, value) => kind.Read(value) is { Success: true } read ? set(config, read.Value) : null,
        config => kind.Render(get(config)));
}
