namespace AwacAkka.Actors.Configuration;

/// <summary>Reads what is to be compared: a HOCON file, whose keys docs/compare.md explains. Scenarios that it names are not read here.</summary>
public static class ComparisonConfigLoader
{
    private const int MostRuns = 1_024, MostEpisodes = 1_000_000, MostResamples = 1_000_000;

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="RunConfigException">Something is wrong with it; one sentence says what.</exception>
    public static ComparisonConfig Load(string file)
    {
        var keys = ComparisonKeys.Read(file);
        var entries = Names(keys, "entries", "name at least one, as in entries = [awac, sac]");
        var tasks = keys.Has("tasks") ? Names(keys, "tasks", "leave it out for one task, or name some") : [];
        keys.RefuseUnknown(entries, tasks);
        var ownName = Path.GetFileNameWithoutExtension(file);
        var config = new ComparisonConfig(
            keys.Has("name") || !IsName(ownName) ? Name(keys, "name", keys.Text("name")) : ownName,
            [.. entries.Select(label => Entry(keys, label))],
            Seeds(keys));
        config = config with
        {
            Text = keys.Source,
            Tasks = tasks.Count == 0 ? config.Tasks : [.. tasks.Select(name => new ComparisonTask(name, keys.Texts($"task.{name}.set")))],
            Parallel = keys.Value("parallel", ConfigKinds.Whole(1, MostRuns), config.Parallel),
            Policy = keys.Value("policy", ConfigKinds.Choice<ComparedPolicy>(), config.Policy),
            Measure = keys.Value("measure", ConfigKinds.Choice<ComparisonMeasure>(), config.Measure),
            Episodes = keys.Value("evaluation.episodes", ConfigKinds.Whole(1, MostEpisodes), config.Episodes),
            EvaluationSeed = (ulong)keys.Value("evaluation.seed", ConfigKinds.Whole(1), (int)config.EvaluationSeed),
            HasIntervals = keys.Value("intervals", ConfigKinds.Flag, config.HasIntervals),
            Resamples = keys.Value("resamples", ConfigKinds.Whole(100, MostResamples), config.Resamples),
        };
        Check(config, keys);
        return config;
    }

    private static void Check(ComparisonConfig config, ComparisonKeys keys)
    {
        if (config.HasIntervals && config.Seeds.Count == 1)
        {
            throw keys.Refusal("seeds", "names one seed, of which no interval can be told: name more, or set intervals = false");
        }

        if (config.Seeds.Select(seed => unchecked(seed + config.EvaluationSeed)).Intersect(config.Seeds).Any())
        {
            throw keys.Refusal(
                "evaluation.seed",
                "added to a seed gives another of seeds: policies would be judged on episodes that some were chosen by; name a larger one");
        }
    }

    private static ComparisonEntry Entry(ComparisonKeys keys, string label)
    {
        var own = $"entry.{label}.config";
        return keys.Has(own) || keys.Has("config")
            ? new ComparisonEntry(
                label, keys.File(keys.Has(own) ? own : "config"), [.. keys.Texts("set"), .. keys.Texts($"entry.{label}.set")])
            : throw keys.Refusal(own, "is missing, and so is config for all entries: name a scenario");
    }

    private static ulong[] Seeds(ComparisonKeys keys) =>
        SeedList.Parse(keys.Text("seeds")) ?? throw keys.Refusal(
            "seeds", $"is '{keys.Text("seeds")}', expected whole numbers such as 1, \"1..3\" or \"1..3,7\", at most {SeedList.Most} and each once");

    private static IReadOnlyList<string> Names(ComparisonKeys keys, string path, string fix)
    {
        var names = keys.Texts(path);
        return names.Count == 0 ? throw keys.Refusal(path, $"is empty: {fix}")
            : names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice ? throw keys.Refusal(path, $"names '{twice.Key}' twice")
            : [.. names.Select(name => Name(keys, path, name))];
    }

    private static string Name(ComparisonKeys keys, string path, string name) => IsName(name)
        ? name
        : throw keys.Refusal(path, $"has '{name}', expected a name of letters, digits, '-' and '_', which begins with a letter or digit, at most 60 long");

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 60 && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
