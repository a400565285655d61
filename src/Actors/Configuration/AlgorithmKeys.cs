using System.Reflection;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Configuration;

/// <summary>The keys that override single values of the preset: every property of an algorithm's configuration that is marked as one.</summary>
internal static class AlgorithmKeys
{
    /// <summary>The value that leaves a key as the preset has it.</summary>
    public const string FromPreset = "preset";

    /// <summary>Begins the keys of the algorithm of both phases, or of the offline one.</summary>
    public const string Section = "algorithm.";

    /// <summary>Begins the keys of the online phase's algorithm, where that is another.</summary>
    public const string OnlineSection = "online.algorithm.";

    /// <summary>The properties, each once however many algorithms have it; a path may occur once per algorithm.</summary>
    public static IReadOnlyList<PropertyInfo> Properties { get; } =
    [
        .. AlgorithmRegistry.All
            .SelectMany(algorithm => algorithm.ConfigType.GetProperties())
            .Where(property => property.GetCustomAttribute<ConfigKeyAttribute>() is not null)
            .Select(property => property.DeclaringType!.GetProperty(property.Name)!)
            .Distinct()
            .OrderBy(property => property.DeclaringType!.IsAbstract ? 0 : 1) // what all share first
            .ThenBy(property => property.DeclaringType!.BaseType == typeof(object) ? 0 : 1),
    ];

    /// <summary>All override keys.</summary>
    public static IReadOnlyList<ConfigKey> All { get; } =
        [.. Properties.Select(p => Key(Section, p, config => config.Algorithm, (config, values) => config with { Algorithm = values }))];

    /// <summary>The same of the online phase's algorithm, where that is another.</summary>
    public static IReadOnlyList<ConfigKey> Online { get; } =
    [
        .. Properties.Select(p => Key(
            OnlineSection, p, config => config.OnlineAlgorithm?.Config,
            (config, values) => config with { OnlineAlgorithm = config.OnlineAlgorithm! with { Config = values } })),
    ];

    /// <summary>Whether a key belongs to an algorithm.</summary>
    public static bool IsAny(string path) => path.StartsWith(Section, StringComparison.Ordinal) || IsOnline(path);

    /// <summary>Whether a key belongs to the online phase's algorithm: it changes nothing before that phase.</summary>
    public static bool IsOnline(string path) => path.StartsWith(OnlineSection, StringComparison.Ordinal);

    /// <summary>The key's path.</summary>
    public static string PathOf(PropertyInfo property) => Section + ConfigKinds.Kebab(property.Name);

    /// <summary>Whether the initial training state depends on the key of that path.</summary>
    public static bool ShapesState(string path) => Properties.Any(
        property => PathOf(property) == path && property.GetCustomAttribute<ConfigKeyAttribute>()!.ShapesState);

    /// <summary>Whether a property is a key of an algorithm with such a configuration.</summary>
    /// <param name="property">The property.</param>
    /// <param name="config">The configuration's type.</param>
    /// <param name="hasChoices">Whether the environment's actions are choices.</param>
    public static bool IsKeyOf(PropertyInfo property, Type config, bool hasChoices = false) => property.DeclaringType!.IsAssignableFrom(config)
        && config.GetCustomAttribute<WithoutKeysAttribute>()?.Properties.Contains(property.Name) != true
        && !(hasChoices && property.GetCustomAttribute<ConfigKeyAttribute>()!.ForBoxAlone);

    /// <summary>Whether the key of that path is one of the algorithm, but not where actions are choices.</summary>
    public static bool IsForBoxAlone(string path, Type config) =>
        Properties.Any(property => (PathOf(property) == path || "online." + PathOf(property) == path) && IsKeyOf(property, config) && !IsKeyOf(property, config, hasChoices: true));

    private static ConfigKey Key(
        string section, PropertyInfo property, Func<RunConfig, AlgorithmConfig?> get, Func<RunConfig, AlgorithmConfig, RunConfig> set)
    {
        var kind = KindOf(property);
        return new ConfigKey(
            section + ConfigKinds.Kebab(property.Name),
            $"{kind.Expected}, or {FromPreset}",
            (config, value) =>
                value.IsString() && value.GetString() == FromPreset ? config
                : get(config) is { } values && IsKeyOf(property, values.GetType(), config.Environment.HasChoices) && kind.Read(value) is { Success: true } read
                    ? set(config, With(values, property, read.Value))
                : null,
            config => get(config) is { } values && IsKeyOf(property, values.GetType(), config.Environment.HasChoices) ? kind.Render(property.GetValue(values)) : null);
    }

    private static ConfigKind<object?> KindOf(PropertyInfo property)
    {
        var key = property.GetCustomAttribute<ConfigKeyAttribute>()!;
        var type = property.PropertyType;
        return type == typeof(float) ? Number(key.Range).Boxed()
            : type == typeof(float?) ? ConfigKinds.Optional(Number(key.Range)).Boxed()
            : type == typeof(int) ? ConfigKinds.Whole(key.Minimum, key.Maximum).Boxed()
            : type == typeof(bool) ? ConfigKinds.Flag.Boxed()
            : type == typeof(IReadOnlyList<int>) ? ConfigKinds.Sizes.Boxed()
            : type.IsEnum ? ConfigKinds.Choice(type)
            : throw new InvalidOperationException($"{property.DeclaringType!.Name}.{property.Name} is of a type that no key can have");
    }

    private static ConfigKind<float> Number(NumberRange range) => range switch
    {
        NumberRange.Positive => ConfigKinds.Number("a positive number up to 3.4e38", v => v > 0),
        NumberRange.NotNegative => ConfigKinds.Number("a number, 0 or more, up to 3.4e38", v => v >= 0),
        NumberRange.Share => ConfigKinds.Number("a number above 0 and at most 1", v => v is > 0 and <= 1),
        NumberRange.Proportion => ConfigKinds.Number("a number from 0 to 1", v => v is >= 0 and <= 1),
        NumberRange.Discount => ConfigKinds.Number("a number from 0 to 1, 1 excluded", v => v is >= 0 and < 1),
        NumberRange.Inside => ConfigKinds.Number("a number above 0 and below 1", v => v is > 0 and < 1),
        _ => ConfigKinds.Number("a number from -3.4e38 to 3.4e38", _ => true),
    };

    /// <summary>A copy with one value changed, as the language's <c>with</c> makes it.</summary>
    private static AlgorithmConfig With(AlgorithmConfig config, PropertyInfo property, object? value)
    {
        var copy = config with { };
        property.SetValue(copy, value);
        return copy;
    }
}
