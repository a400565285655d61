using System.Globalization;
using Akka.Configuration;
using AwacAkka.Actors.Configuration;

namespace AwacAkka.Clustering.Configuration;

/// <summary>The keys of a node's configuration, with the place of each for the sentences about it.</summary>
internal sealed class NodeKeys
{
    /// <summary>A section whose keys are not this program's.</summary>
    public const string DiscoverySettings = "cluster.discovery.settings";

    private const string Reference = "cluster.conf";
    private readonly Config config;
    private readonly string? file;
    private readonly IReadOnlyCollection<string> inFile;

    private NodeKeys(Config config, string? file, IReadOnlyCollection<string> inFile) => (this.config, this.file, this.inFile) = (config, file, inFile);

    /// <summary>The embedded reference with a file over it.</summary>
    /// <exception cref="RunConfigException">The file cannot be read, is no HOCON, or has a key that does not exist.</exception>
    public static NodeKeys Read(string? file)
    {
        using var stream = typeof(NodeKeys).Assembly.GetManifestResourceStream("AwacAkka.Clustering." + Reference)!;
        using var reader = new StreamReader(stream);
        var reference = ConfigurationFactory.ParseString(reader.ReadToEnd());
        if (file is null)
        {
            return new NodeKeys(reference, null, []);
        }

        var own = Parse(file);
        string[] known = [.. HoconText.Flatten(reference.Root).Keys];
        string[] given = [.. HoconText.Flatten(own.Root).Keys];
        if (HoconText.Misread(own.Root, known.Contains) is { } misread)
        {
            throw new RunConfigException($"'{file}': {misread.Path} {misread.Problem}");
        }

        foreach (var path in given)
        {
            if (!known.Contains(path) && !path.StartsWith(DiscoverySettings + ".", StringComparison.Ordinal))
            {
                throw new RunConfigException($"'{file}': there is no key '{path}' of a node{Spelling.Suggest(path, known)}");
            }
        }

        return new NodeKeys(own.WithFallback(reference), file, given);
    }

    /// <summary>Whether the file says it, be it the default.</summary>
    public bool IsInFile(string path) => inFile.Contains(path);

    /// <summary>A section as HOCON, without its own name.</summary>
    public string Section(string path) => string.Join(
        '\n', HoconText.Flatten(config.GetConfig(path).Root).Select(pair => $"{pair.Key} = {pair.Value}"));

    /// <summary>A text that is there.</summary>
    public string Text(string path) => TextOrNone(path) is { Length: > 0 } text ? text : throw Wrong(path, "must not be empty");

    /// <summary>A text.</summary>
    public string TextOrNone(string path) => Get(path, p => config.GetString(p, null), "must be a text").Trim();

    /// <summary>A host's name or address.</summary>
    public string Host(string path) => HostOrNone(path) is { Length: > 0 } host ? host : throw Wrong(path, "must not be empty");

    /// <summary>Likewise; empty where there is none.</summary>
    public string HostOrNone(string path) =>
        TextOrNone(path) is var host && (host.Length == 0 || IsHost(host)) ? host : throw Wrong(path, "must be the name or the address of a host");

    /// <summary>Texts.</summary>
    public IReadOnlyList<string> List(string path) => [.. Texts(path).Select(text => text.Trim())];

    /// <summary>A whole number within bounds.</summary>
    public int Number(string path, int least, int most) =>
        int.TryParse(TextOrNone(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(path, $"must be a whole number from {least} to {most}");

    /// <summary>A number within bounds.</summary>
    public double Real(string path, double least, double most) =>
        double.TryParse(TextOrNone(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Wrong(path, string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}"));

    /// <summary>Yes or no.</summary>
    public bool Switch(string path) => TextOrNone(path) switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        _ => throw Wrong(path, "must be on or off"),
    };

    /// <summary>A time within bounds.</summary>
    public TimeSpan Time(string path, TimeSpan least, TimeSpan most)
    {
        var text = TextOrNone(path);
        var unit = text.TrimStart([.. "0123456789."]);
        double? seconds = unit.Trim() switch
        {
            "ms" => 1e-3,
            "s" => 1,
            "m" or "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => null,
        };
        return seconds is { } factor
            && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * factor >= least.TotalSeconds && number * factor <= most.TotalSeconds
            ? TimeSpan.FromSeconds(number * factor)
            : throw Wrong(path, $"must be a time from {Name(least)} to {Name(most)}, such as 500ms, 5s, 2m or 1h");
    }

    /// <summary>The path of a file that is there, relative to the configuration's own.</summary>
    public string File(string path)
    {
        var name = Text(path);
        var full = Path.GetFullPath(name, file is null ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(file))!);
        return System.IO.File.Exists(full) ? full : throw Wrong(path, IsHidden(full)
            ? "names a file that cannot be read: make it and its folder readable for the user that the program runs as"
            : "names a file that is not there");
    }

    /// <summary>Likewise; null where there is none.</summary>
    public string? FileOrNone(string path) => TextOrNone(path).Length == 0 ? null : File(path);

    /// <summary>A host and a port.</summary>
    public NodeAddress Address(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536
            && text[..colon].Trim('[', ']') is var host && IsHost(host)
            ? new NodeAddress(host, port)
            : throw Wrong("cluster.seed-nodes", $"has '{text}', which is not of the form HOST:PORT");
    }

    /// <summary>What is wrong with a key.</summary>
    public RunConfigException Wrong(string path, string what) => new($"'{file ?? Reference}': {path} = {Shown(path)} {what}");

    /// <summary>Whether a file may be there: its folder may not be looked into, which as well says that the file does not exist.</summary>
    private static bool IsHidden(string file)
    {
        try
        {
            System.IO.File.OpenHandle(file).Dispose();
        }
        catch (UnauthorizedAccessException)
        {
            return !Directory.Exists(file);
        }
        catch (IOException)
        {
            // It is not there.
        }

        return false;
    }

    private string Shown(string path)
    {
        try
        {
            return config.GetValue(path) is { } value ? HoconText.Describe(value) : "''";
        }
        catch (Exception)
        {
            return "...";
        }
    }

    private T Get<T>(string path, Func<string, T> get, string what)
    {
        try
        {
            return get(path) ?? throw Wrong(path, what);
        }
        catch (Exception e) when (e is not RunConfigException)
        {
            throw Wrong(path, what);
        }
    }

    private IList<string> Texts(string path) => Get(
        path, p => config.GetStringList(p, []) is var texts && texts.Any(text => text is null) ? null! : texts, "must be a list of texts");

    private static bool IsHost(string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown;

    private static Config Parse(string file) => new(HoconText.Parse(
        HoconText.Read(file, "configuration of a node"), null,
        (problem, cause) => new RunConfigException($"'{file}' is no HOCON: {problem.ReplaceLineEndings(" ")}", cause)));

    private static string Name(TimeSpan time) => time.TotalSeconds < 1
        ? $"{time.TotalMilliseconds:0}ms"
        : time.TotalDays >= 1 ? $"{time.TotalDays:0}d" : time.TotalHours >= 1 ? $"{time.TotalHours:0}h" : $"{time.TotalSeconds:0}s";
}
