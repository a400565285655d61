using System.Reflection;
using System.Text.Json;
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>Makes <see cref="Config"/> objects from HOCON text, resources and objects.</summary>
public class ConfigurationFactory
{
    private static readonly Lazy<Config> Reference = new(() => FromResource<ConfigurationFactory>("Akka.reference.conf"));

    public static Config Empty => ParseString(string.Empty);

    /// <summary>The settings that every actor system starts from.</summary>
    public static Config Default() => Reference.Value;

    public static Config ParseString(string hocon) => new(Parser.Parse(hocon, null));

    /// <param name="hocon">The text.</param>
    /// <param name="includeCallback">Yields the parsed root for the name given in <c>include "name"</c>.</param>
    public static Config ParseString(string hocon, Func<string, HoconRoot>? includeCallback) => new(Parser.Parse(hocon, includeCallback));

    /// <summary>The public properties of an object, taken as keys.</summary>
    public static Config FromObject(object source) => ParseString(JsonSerializer.Serialize(source));

    public static Config FromResource(string resourceName, object instanceInAssembly)
    {
        ArgumentNullException.ThrowIfNull(instanceInAssembly);
        return FromResource(resourceName, instanceInAssembly as Assembly ?? instanceInAssembly.GetType().Assembly);
    }

    public static Config FromResource<TAssembly>(string resourceName) => FromResource(resourceName, typeof(TAssembly).Assembly);

    public static Config FromResource(string resourceName, Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        using var stream = assembly.GetManifestResourceStream(resourceName)
            ?? throw new ConfigurationException($"The assembly {assembly.GetName().Name} has no embedded resource '{resourceName}'.");
        using var reader = new StreamReader(stream);
        return ParseString(reader.ReadToEnd());
    }
}
