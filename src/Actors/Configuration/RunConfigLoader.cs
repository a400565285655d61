using Akka.Configuration.Hocon;
using AwacAkka.Environments;
using AwacAkka.Environments.Registry;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Configuration;

/// <summary>
/// Reads run configurations: the embedded <c>reference.conf</c>, a file over it, <c>key=value</c> overrides over both. All of it is
/// validated before anything starts.
/// </summary>
public static class RunConfigLoader
{
    private const string DatasetPath = "dataset.path";
    private const string EnvironmentId = "environment.id";

    /// <summary>Keys that decide which others there are.</summary>
    private static readonly string[] Leading =
    [
        EnvironmentId, RunConfigKeys.AlgorithmName, RunConfigKeys.AlgorithmPreset, RunConfigKeys.OnlineAlgorithmName, RunConfigKeys.OnlineAlgorithmPreset,
    ];

    /// <summary>Reads and validates a configuration.</summary>
    /// <param name="file">A HOCON file, or null for the defaults alone.</param>
    /// <param name="overrides">Assignments such as <c>online.steps=1000</c>; later ones win.</param>
    /// <param name="assemblies">Assemblies with environments beside those that the configuration names.</param>
    /// <exception cref="RunConfigException">Something is wrong with it; one sentence says what.</exception>
    public static RunConfig Load(string? file, IEnumerable<string> overrides, IReadOnlyList<string>? assemblies = null)
    {
        var layers = new ConfigLayers();
        if (file is not null)
        {
            layers.AddFile(file);
        }

        foreach (var assignment in overrides)
        {
            layers.AddOverride(assignment);
        }

        var config = Resolve(layers, file, assemblies ?? []);
        KeysWithoutEffect.RefuseTyped(layers.Values, config);
        RunConfigRelations.CheckNew(config);
        return config;
    }

    /// <summary>Reads a configuration back from what <see cref="RunConfig.ToHocon"/> wrote, in this version or an earlier one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it stands, for error messages.</param>
    /// <exception cref="RunConfigException">Something is wrong with it; one sentence says what.</exception>
    public static RunConfig LoadText(string text, string place) => LoadRecorded(layers => layers.AddText(text, place), null);

    /// <summary>As <see cref="LoadText"/>, of a file that a user may have changed.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="RunConfigException">It cannot be read, or something is wrong with it; one sentence says what.</exception>
    public static RunConfig LoadRecorded(string file) => LoadRecorded(layers => layers.AddFile(file), file);

    /// <summary>A recorded configuration with some keys changed.</summary>
    /// <param name="recorded">The configuration.</param>
    /// <param name="overrides">Assignments such as <c>online.steps=1000</c>; later ones win.</param>
    /// <exception cref="RunConfigException">Something is wrong with it then; one sentence says what.</exception>
    public static RunConfig Change(RunConfig recorded, IEnumerable<string> overrides) => Change(recorded, overrides, _ => { });

    /// <summary>
    /// Likewise. Which keys there are follows from some of them, which are judged before the others are read: else the sentence would be about one
    /// that the user has not named.
    /// </summary>
    /// <param name="recorded">The configuration.</param>
    /// <param name="overrides">Assignments such as <c>online.steps=1000</c>; later ones win.</param>
    /// <param name="judge">Refuses a change of a key that others follow from.</param>
    /// <exception cref="RunConfigException">Something is wrong with it then; one sentence says what.</exception>
    internal static RunConfig Change(RunConfig recorded, IEnumerable<string> overrides, Action<ConfigChange> judge)
    {
        var layers = new ConfigLayers();
        layers.AddText(recorded.ToHocon(), "the run's configuration");
        foreach (var assignment in overrides)
        {
            layers.AddOverride(assignment);
        }

        foreach (var path in Leading)
        {
            var asked = layers.Values[path];
            var before = ConfigChange.ValueIn(recorded, path);
            if (asked.Place == ConfigLayers.OverridePlace && Word(asked, path) is var word && word != RunConfigKeys.DefaultPreset && ConfigKinds.Quote(word) is var after
                && after != (before ?? ConfigKinds.Quote(RunConfigKeys.NoAlgorithm)))
            {
                judge(new ConfigChange(path, before, after));
            }
        }

        var config = Resolve(layers, null, []);
        KeysWithoutEffect.RefuseTyped(layers.Values, config);
        return config;
    }

    /// <summary>Refuses a dataset that does not fit what the configuration makes of it.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="transitions">The dataset's transitions.</param>
    /// <exception cref="RunConfigException">It does not.</exception>
    public static void CheckDataset(RunConfig config, long transitions) => RunConfigRelations.CheckShare(config, transitions);

    private static RunConfig LoadRecorded(Action<ConfigLayers> addRecord, string? file)
    {
        var layers = new ConfigLayers();
        layers.AddText($"{RunConfigKeys.FlushDenormals} = false", "of earlier versions"); // what they did, without a key
        layers.AddText($"{RunConfigKeys.ActionUnits} = unit", "of earlier versions");
        addRecord(layers);
        return Resolve(layers, file, []);
    }

    private static RunConfig Resolve(ConfigLayers layers, string? file, IReadOnlyList<string> assemblies)
    {
        var config = ChooseAlgorithm(layers);
        foreach (var (path, set) in layers.Values.Where(pair => !AlgorithmKeys.IsAny(pair.Key)))
        {
            config = Apply(config, path, set);
        }

        // Which keys an algorithm has depends on the environment's actions.
        config = config with { Environment = LoadAssemblies(config.Environment, layers, file, assemblies) };
        CheckEnvironment(config, layers);
        foreach (var (path, set) in layers.Values.Where(pair => AlgorithmKeys.IsAny(pair.Key) && !AlgorithmKeys.IsOnline(pair.Key)))
        {
            config = Apply(config, path, set);
        }

        config = config with { OnlineAlgorithm = ChooseOnlineAlgorithm(layers, config) };
        foreach (var (path, set) in layers.Values.Where(pair => AlgorithmKeys.IsOnline(pair.Key)))
        {
            config = Apply(config, path, set);
        }

        config = config with { Dataset = config.Dataset with { Path = Locate(config.Dataset.Path, DatasetPath, layers.Values[DatasetPath].Place, file) } };
        RunConfigRelations.Check(config);
        return config;
    }

    private static RunConfig ChooseAlgorithm(ConfigLayers layers)
    {
        var chosen = Choose(layers, RunConfigKeys.AlgorithmName, RunConfigKeys.AlgorithmPreset);
        return new RunConfig { Algorithm = chosen.Config, Preset = chosen.Name };
    }

    /// <summary>What must be as in the offline phase is, unless a key says other: all of the same algorithm, else what the policy goes on with.</summary>
    private static OnlineAlgorithm? ChooseOnlineAlgorithm(ConfigLayers layers, RunConfig config)
    {
        if (Word(layers.Values[RunConfigKeys.OnlineAlgorithmName], RunConfigKeys.OnlineAlgorithmName) == RunConfigKeys.NoAlgorithm)
        {
            KeysWithoutEffect.RefuseOfOnlineAlgorithm(layers.Values);
            return null;
        }

        var chosen = Choose(layers, RunConfigKeys.OnlineAlgorithmName, RunConfigKeys.OnlineAlgorithmPreset);
        var (first, policy) = (config.Algorithm, config.Algorithm.PolicyHidden);
        return KeysWithoutEffect.GoesOnWithAll(layers.Values, first, chosen.Config)
            ? new(first, config.Preset)
            : new(chosen.Config with { PolicyHidden = policy, NormaliseObservations = first.NormaliseObservations }, chosen.Name);
    }

    private static Preset Choose(ConfigLayers layers, string nameKey, string presetKey)
    {
        var name = Word(layers.Values[nameKey], nameKey);
        if (AlgorithmRegistry.Find(name) is not { } algorithm)
        {
            throw Unknown("algorithm", name, layers.Values[nameKey].Place, AlgorithmRegistry.All.Select(known => known.Name));
        }

        var preset = Word(layers.Values[presetKey], presetKey);
        preset = preset == RunConfigKeys.DefaultPreset ? algorithm.Presets[0].Name : preset;
        if (!AlgorithmRegistry.Presets.TryGetValue(preset, out var values))
        {
            throw Unknown("preset", preset, layers.Values[presetKey].Place, AlgorithmRegistry.Presets.Keys);
        }

        return values.Config.Algorithm == name
            ? values
            : throw new RunConfigException(
                $"the preset '{preset}' is one of {values.Config.Algorithm}, but {nameKey} is {name}: set {presetKey} to {RunConfigKeys.DefaultPreset}, or to one of "
                + string.Join(", ", algorithm.Presets.Select(known => known.Name)));
    }

    private static string Word(SetValue set, string key) => set.Value.IsString() && set.Value.GetString() is { Length: > 0 } text
        ? text
        : throw new RunConfigException($"{key} {set.Place} is no name");

    private static RunConfigException Unknown(string what, string name, string place, IEnumerable<string> known)
    {
        var suggestion = Spelling.Suggest(name, known);
        return new RunConfigException(
            $"unknown {what} '{name}' {place}{(suggestion.Length > 0 ? suggestion : $"; known are {string.Join(", ", known)}")}");
    }

    private static RunConfig Apply(RunConfig config, string path, SetValue set)
    {
        var keys = RunConfigKeys.All.Where(k => k.Path == path).ToArray();
        foreach (var key in keys)
        {
            if (key.Apply(config, set.Value) is { } changed)
            {
                return changed;
            }
        }

        var applying = Array.Find(keys, k => k.Render(config) is not null);
        var algorithm = AlgorithmKeys.IsOnline(path) ? config.OnlineAlgorithm!.Config : config.Algorithm;
        var where = AlgorithmKeys.IsForBoxAlone(path, algorithm.GetType()) ? $" where actions are choices, as in {config.Environment.Id}" : string.Empty;
        throw new RunConfigException(applying is null
            ? $"{path} {set.Place} does not apply to the algorithm {algorithm.Algorithm}{where}: leave it out, or undo it with --set {path}={AlgorithmKeys.FromPreset}"
            : $"{path} {set.Place} is {HoconText.Describe(set.Value)}, expected {applying.Expected}");
    }

    /// <summary>
    /// Relative to the current directory if there is such a file, else to the configuration file's folder; where there is neither, to
    /// the one that the user who wrote it had in mind.
    /// </summary>
    private static string? Locate(string? path, string key, string place, string? file)
    {
        if (path is null)
        {
            return null;
        }

        if (PathText.Problem(path) is { } problem)
        {
            throw new RunConfigException($"{key} {place} {problem}");
        }

        var here = Path.GetFullPath(path);
        var beside = file is null ? here : Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(file))!);
        var typed = place == ConfigLayers.OverridePlace;
        return Path.Exists(here) || (typed && !Path.Exists(beside)) ? here : beside;
    }

    private static EnvironmentSection LoadAssemblies(
        EnvironmentSection environment, ConfigLayers layers, string? file, IReadOnlyList<string> more)
    {
        var place = layers.Values[RunConfigKeys.EnvironmentAssembly].Place;
        string[] paths = [.. environment.Assemblies.Select(path => Locate(path, RunConfigKeys.EnvironmentAssembly, place, file)!).Concat(more.Select(Path.GetFullPath)).Distinct()];
        foreach (var path in paths)
        {
            try
            {
                EnvironmentAssembly.Load(path);
            }
            catch (EnvironmentAssemblyException e)
            {
                throw new RunConfigException(e.Message, e);
            }
        }

        return environment with { Assemblies = paths };
    }

    private static void CheckEnvironment(RunConfig config, ConfigLayers layers)
    {
        if (!EnvironmentRegistry.Ids.Contains(config.Environment.Id))
        {
            throw Unknown("environment", config.Environment.Id, layers.Values[EnvironmentId].Place, EnvironmentRegistry.Ids);
        }
    }
}
