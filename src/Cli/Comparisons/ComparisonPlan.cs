using AwacAkka.Actors.Configuration;
using AwacAkka.Actors.Replay;
using AwacAkka.Cli.Datasets;
using AwacAkka.Cli.Terminal;
using AwacAkka.Environments;
using AwacAkka.Environments.Registry;

namespace AwacAkka.Cli.Comparisons;

/// <summary>All runs of a comparison, each found to be one that can be made here, and what of them is compared.</summary>
/// <param name="Config">The comparison.</param>
/// <param name="Measure">What is compared, decided.</param>
/// <param name="Members">The runs, those of the first seed first.</param>
internal sealed record ComparisonPlan(ComparisonConfig Config, ComparisonMeasure Measure, IReadOnlyList<ComparisonMember> Members)
{
    /// <summary>Finds out what there is to do; nothing is written.</summary>
    /// <param name="config">The comparison.</param>
    /// <param name="assemblies">Assemblies with environments beside those that scenarios name.</param>
    /// <param name="console">Hears what the machine lacks.</param>
    /// <exception cref="RunConfigException">An entry cannot be trained, or what is to be compared is not there.</exception>
    public static ComparisonPlan Of(ComparisonConfig config, IReadOnlyList<string> assemblies, CliConsole console)
    {
        var quiet = new CliConsole(TextWriter.Null, TextWriter.Null, interactive: false);
        var scenarios = new List<(ComparisonTask Task, ComparisonEntry Entry, RunConfig Config)>();
        foreach (var task in config.Tasks)
        {
            foreach (var entry in config.Entries)
            {
                var scenario = About(entry, () =>
                {
                    var loaded = SingleThreaded(RunConfigLoader.Load(entry.File, [.. task.Overrides, .. entry.Overrides], assemblies), config.Parallel);
                    Prerequisites.Check(loaded, scenarios.Count == 0 ? console : quiet); // what it notes, it notes of the machine
                    return loaded;
                });
                RefuseOtherEnvironment(scenarios.FirstOrDefault(s => s.Task == task), entry, scenario);
                scenarios.Add((task, entry, scenario));
            }
        }

        var members =
            from seed in config.Seeds
            from scenario in scenarios
            select new ComparisonMember(
                scenario.Task.Name, scenario.Entry.Label, seed, scenario.Config, unchecked(seed + config.EvaluationSeed));
        EnvironmentSpec[] environments = [.. scenarios.Select(s => EnvironmentRegistry.Spec(s.Config.Environment.Id)).Distinct()];
        return new ComparisonPlan(config, Decide(config, environments), [.. members]);
    }

    /// <summary>
    /// The plan with what is to be known of the data. They are read where a run that they are for has not begun: runs that have begun are then held
    /// against the same data, so that all have the same.
    /// </summary>
    /// <param name="isBegun">Whether a run has begun.</param>
    /// <param name="output">Where to tell of the data, of each file once.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RunConfigException">Data cannot be used.</exception>
    public ComparisonPlan WithData(Func<ComparisonMember, bool> isBegun, TextWriter output, CancellationToken cancellation)
    {
        var groups = Members.GroupBy(member => (member.Task, member.Label)).OrderBy(group => group.All(isBegun)).ToArray();
        var wanted = groups.Where(group => !group.All(isBegun)).Select(group => group.First().Config.Dataset.Path).ToHashSet();
        var told = new HashSet<string>();
        var hashes = new Dictionary<object, string>();
        var members = new List<ComparisonMember>();
        foreach (var group in groups)
        {
            var config = group.First().Config;
            if (config.Dataset.Path is not { } path || !wanted.Contains(path))
            {
                members.AddRange(group);
                continue;
            }

            var reading = Reading(config);
            if (group.All(isBegun) && hashes.TryGetValue(reading, out var known))
            {
                members.AddRange(group.Select(member => member with { DatasetHash = known }));
                continue;
            }

            var entry = Config.Entries.Single(e => e.Label == group.Key.Label);
            var (loaded, data) = About(entry, () => TrainingData.Load(config, cancellation));
            if (told.Add(path))
            {
                TrainingData.Tell(output, loaded, data!);
            }

            var hash = hashes[reading] = data!.Dataset.ContentHash();
            members.AddRange(group.Select(member => member with { Config = loaded, DatasetHash = hash }));
        }

        return this with { Members = [.. Members.Select(member => members.Single(m => m.Path == member.Path))] };
    }

    /// <summary>The plan without some entries.</summary>
    public ComparisonPlan Without(IReadOnlyCollection<string> labels) => this with
    {
        Config = Config with { Entries = [.. Config.Entries.Where(entry => !labels.Contains(entry.Label))] },
        Members = [.. Members.Where(member => !labels.Contains(member.Label))],
    };

    /// <summary>What decides, beside the file's bytes, which data are read from it.</summary>
    private static object Reading(RunConfig config) => (
        config.Environment.Id, config.Dataset.Path, config.Dataset.ActionUnits, config.Dataset.ObservationColumns?.Text,
        EnvironmentLogs.Options(config).MaskTerminals);

    /// <summary>Has what goes wrong say which entry it is about.</summary>
    private static T About<T>(ComparisonEntry entry, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (UserErrors.Explain(e) is { Code: ExitCode.BadInput, Sentence: var sentence })
        {
            throw new RunConfigException($"entry '{entry.Label}': {sentence}", e);
        }
    }

    /// <summary>Several runs share the cores; results do not depend on threads and workers.</summary>
    private static RunConfig SingleThreaded(RunConfig config, int parallel)
    {
        var share = Math.Max(1, Environment.ProcessorCount / parallel);
        return config with
        {
            Learner = config.Learner with { Threads = Math.Min(config.Learner.Threads, share) },
            Rollouts = config.Rollouts with { Workers = Math.Min(config.Rollouts.Workers, share) },
        };
    }

    private static void RefuseOtherEnvironment(
        (ComparisonTask Task, ComparisonEntry Entry, RunConfig Config) first, ComparisonEntry entry, RunConfig scenario)
    {
        if (first.Config?.Environment.Id is { } id && id != scenario.Environment.Id)
        {
            throw new RunConfigException(
                $"entry '{entry.Label}' is in {scenario.Environment.Id}, but '{first.Entry.Label}' in {id}: entries of one task must be in one environment");
        }
    }

    private static ComparisonMeasure Decide(ComparisonConfig config, EnvironmentSpec[] environments)
    {
        var measure = config.Measure != ComparisonMeasure.Auto ? config.Measure
            : Array.TrueForAll(environments, KnowsGoal) ? ComparisonMeasure.Success
            : Array.TrueForAll(environments, HasScore) ? ComparisonMeasure.Score
            : ComparisonMeasure.Return;
        var isSuccess = measure is ComparisonMeasure.Success or ComparisonMeasure.SuccessAny or ComparisonMeasure.SuccessSteps;
        return isSuccess && Array.Find(environments, e => !KnowsGoal(e)) is { } aimless
            ? throw new RunConfigException($"measure is {ComparedFigure.Key(measure)}, but {aimless.Id} knows no success: compare {(HasScore(aimless) ? "score or " : string.Empty)}return")
            : measure == ComparisonMeasure.Score && Array.Find(environments, e => !HasScore(e)) is { } unscored
            ? throw new RunConfigException($"measure is score, but {unscored.Id} has none: compare return{(KnowsGoal(unscored) ? " or success" : string.Empty)}")
            : measure == ComparisonMeasure.Return && config.Tasks.Count > 1
            ? throw new RunConfigException("returns of several tasks have no common scale: compare score or success, where all of them have it, or one task")
            : measure;
    }

    private static bool KnowsGoal(EnvironmentSpec environment) => environment.SuccessfulSteps is not null;

    private static bool HasScore(EnvironmentSpec environment) => environment.Reference is not null;
}
