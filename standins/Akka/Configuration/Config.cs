using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>An immutable tree of settings with a chain of fallbacks for the paths that it lacks.</summary>
public partial class Config
{
    public static readonly Config Empty = new(new HoconRoot(EmptyObject()));

    public Config()
    {
        Root = EmptyObject();
        Substitutions = [];
    }

    public Config(HoconRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        Root = root.Value;
        Substitutions = root.Substitutions;
    }

    public Config(Config source, Config? fallback)
    {
        ArgumentNullException.ThrowIfNull(source);
        Root = source.Root;
        Substitutions = source.Substitutions;
        Fallback = fallback;
    }

    public Config? Fallback { get; private set; }

    public virtual bool IsEmpty => (Root.IsEmpty || Root.GetObject() is { Items.Count: 0 }) && (Fallback is null || Fallback.IsEmpty);

    /// <summary>This configuration's own tree, without its fallbacks.</summary>
    public virtual HoconValue Root { get; private set; }

    public IEnumerable<HoconSubstitution> Substitutions { get; set; }

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    public static Config operator +(Config config, string fallback)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.WithFallback(ConfigurationFactory.ParseString(fallback));
    }

    public static Config operator +(string configHocon, Config fallbackConfig) =>
        ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    /// <summary>This configuration, answered by <paramref name="fallback"/> wherever it has no value itself.</summary>
    public virtual Config WithFallback(Config fallback)
    {
        if (ReferenceEquals(fallback, this))
            throw new ArgumentException("A configuration cannot be its own fallback.", nameof(fallback));
        return fallback.IsNullOrEmpty() ? this : Copy(fallback);
    }

    protected Config Copy(Config? fallback = null) =>
        new(this, Fallback is null ? fallback : Fallback.Copy(fallback));

    public virtual bool HasPath(string path) => GetValue(path) is not null;

    /// <summary>The value at a dotted path (segments may be quoted), or null.</summary>
    public HoconValue? GetValue(string path) => GetValue(ConfigPath.Split(path));

    private HoconValue? GetValue(IReadOnlyList<string> segments)
    {
        for (var config = this; config is not null; config = config.Fallback)
        {
            var value = config.Root;
            for (var i = 0; i < segments.Count && value is not null; i++)
                value = value.GetObject()?.GetKey(segments[i]);
            if (value is not null)
                return value;
        }

        return null;
    }

    /// <summary>The section at a path with its fallbacks; an empty configuration if there is none.</summary>
    public virtual Config GetConfig(string path)
    {
        var segments = ConfigPath.Split(path);
        Config? section = null;
        for (var config = this; config is not null; config = config.Fallback)
        {
            var value = new Config(config, null).GetValue(segments);
            if (value is null)
                continue;
            var found = new Config(new HoconRoot(value));
            section = section is null ? found : section.WithFallback(found);
            if (!value.IsObject())
                break;
        }

        return section ?? Empty;
    }

    /// <summary>The top-level keys of this configuration and its fallbacks; the first definition of a key wins.</summary>
    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable()
    {
        var seen = new HashSet<string>();
        for (var config = this; config is not null; config = config.Fallback)
        {
            if (config.Root.GetObject() is not { } top)
                continue;
            foreach (var item in top.Items)
            {
                if (!item.Value.IsAbsent && seen.Add(item.Key))
                    yield return item;
            }
        }
    }

    public override string ToString() => Root.ToString();

    /// <param name="includeFallback">Whether the text shows the fallbacks merged in.</param>
    public string ToString(bool includeFallback)
    {
        if (!includeFallback)
            return ToString();

        var merged = new HoconObject();
        for (var config = this; config is not null; config = config.Fallback)
        {
            if (config.Root.GetObject() is { } top)
                merged.MergeBeneath(top);
        }

        return merged.ToString();
    }

    private static HoconValue EmptyObject() => new([new HoconObject()], adoptedFromFallback: false);
}
