using System.Diagnostics.CodeAnalysis;

namespace Akka.Configuration;

/// <summary>Null-tolerant operations on <see cref="Config"/>.</summary>
public static class ConfigExtensions
{
    public static bool IsNullOrEmpty([NotNullWhen(false)] this Config? config) => config is null || config.IsEmpty;

    public static Config SafeWithFallback(this Config? config, Config fallback) =>
        config is null || ReferenceEquals(config, fallback) ? fallback : config.WithFallback(fallback);
}
