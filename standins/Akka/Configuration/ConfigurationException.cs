using Akka.Actor;

namespace Akka.Configuration;

/// <summary>A configuration text or setting cannot be used; the message names the line or the key.</summary>
public class ConfigurationException : AkkaException
{
    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception exception)
        : base(message, exception)
    {
    }

    public static ConfigurationException NullOrEmptyConfig<T>(string? path = null) =>
        new(string.IsNullOrWhiteSpace(path)
            ? $"{typeof(T).Name} needs a configuration section, but it is missing or empty."
            : $"{typeof(T).Name} needs the configuration section '{path}', but it is missing or empty.");
}
