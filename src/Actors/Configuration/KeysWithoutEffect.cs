using AwacAkka.Data.Transitions;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Configuration;

/// <summary>Keys that change nothing in the run that is asked for: whoever sets one wanted something else.</summary>
internal static class KeysWithoutEffect
{
    private const string OfflineBatchSize = "offline-batch-size";

    /// <summary>Keys of the online phase alone: with an algorithm of its own there, that one's count.</summary>
    private static readonly string[] OnlineAlone = ["online-batch-size", "offline-share", "offline-share-end", "offline-share-steps"];

    /// <summary>Refuses keys of the online phase's algorithm where there is none of its own.</summary>
    /// <param name="values">What is set.</param>
    /// <exception cref="RunConfigException">There is one.</exception>
    public static void RefuseOfOnlineAlgorithm(IReadOnlyDictionary<string, SetValue> values)
    {
        var without = values.FirstOrDefault(pair => AlgorithmKeys.IsOnline(pair.Key) && !IsUnset(pair.Key, pair.Value));
        if (without.Key is not null)
        {
            throw new RunConfigException(
                $"{without.Key} {without.Value.Place} has no effect while {RunConfigKeys.OnlineAlgorithmName} is {RunConfigKeys.NoAlgorithm}: name an algorithm "
                + $"there, or set {without.Key["online.".Length..]} for the one that trains in both phases");
        }
    }

    /// <summary>
    /// Refuses what was typed and would change nothing. A file may have such keys: it may be for several runs, and one that a run recorded has all.
    /// </summary>
    /// <param name="values">What is set.</param>
    /// <param name="config">What it comes to.</param>
    /// <exception cref="RunConfigException">There is one.</exception>
    public static void RefuseTyped(IReadOnlyDictionary<string, SetValue> values, RunConfig config)
    {
        var data = config.Dataset;
        Refuse(data.Path is null && data.ActionUnits != ActionUnits.Auto, RunConfigKeys.ActionUnits, "without a dataset: set dataset.path, or leave it out");
        Refuse(data.Path is null && data.ObservationColumns is not null, RunConfigKeys.ObservationColumns, "without a dataset: set dataset.path, or leave it out");
        if (config.OnlineAlgorithm is not { } online)
        {
            return;
        }

        var isAnother = !GoesOnWithAll(values, config.Algorithm, online.Config);
        foreach (var key in OnlineAlone)
        {
            Refuse(
                isAnother,
                AlgorithmKeys.Section + key,
                $"while {RunConfigKeys.OnlineAlgorithmName} is {online.Config.Algorithm}: set {AlgorithmKeys.OnlineSection}{key} instead");
        }

        Refuse(
            true, AlgorithmKeys.OnlineSection + OfflineBatchSize, $"on the online phase: set {AlgorithmKeys.Section}{OfflineBatchSize} instead");

        void Refuse(bool isWithout, string key, string why)
        {
            if (isWithout && values.TryGetValue(key, out var set) && set.Place == ConfigLayers.OverridePlace && !IsUnset(key, set))
            {
                throw new RunConfigException($"{key} {set.Place} has no effect {why}");
            }
        }
    }

    /// <summary>
    /// Refuses a key of the offline phase's algorithm in a fork, which begins behind that phase: where the online phase has an algorithm of its own,
    /// that one's keys count.
    /// </summary>
    /// <param name="change">A key that the fork changes.</param>
    /// <param name="config">What it comes to.</param>
    /// <exception cref="RunConfigException">It is one.</exception>
    public static void RefuseBehindOffline(ConfigChange change, RunConfig config)
    {
        var online = $"online.{change.Path}";
        if (config.OnlineAlgorithm is { } algorithm && change.Path.StartsWith(AlgorithmKeys.Section, StringComparison.Ordinal)
            && ConfigChange.ValueIn(config, online) != change.After)
        {
            throw new RunConfigException(
                $"{change.Path} has no effect in a fork, behind the offline phase, where {RunConfigKeys.OnlineAlgorithmName} is {algorithm.Config.Algorithm}: set {online} instead");
        }
    }

    /// <summary>Whether the online phase begins with all the values of the offline one.</summary>
    /// <param name="values">What is set.</param>
    /// <param name="first">The offline phase's algorithm.</param>
    /// <param name="online">The one that is named for the online phase.</param>
    public static bool GoesOnWithAll(IReadOnlyDictionary<string, SetValue> values, AlgorithmConfig first, AlgorithmConfig online) =>
        first.Algorithm == online.Algorithm && IsUnset(RunConfigKeys.OnlineAlgorithmPreset, values[RunConfigKeys.OnlineAlgorithmPreset]);

    private static bool IsUnset(string key, SetValue set) => key == RunConfigKeys.OnlineAlgorithmName
        || (set.Value.IsString() && set.Value.GetString() == (key == RunConfigKeys.OnlineAlgorithmPreset ? RunConfigKeys.DefaultPreset : AlgorithmKeys.FromPreset));
}
