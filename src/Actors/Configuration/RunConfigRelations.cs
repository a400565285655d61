using AwacAkka.Actors.Records;
using AwacAkka.Learning.Algorithms;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Configuration;

/// <summary>
/// What keys must be to each other, which none of them shows by itself. A batch may be larger than what there is to draw from so far: it is
/// drawn with replacement.
/// </summary>
internal static class RunConfigRelations
{
    private const long LargestPass = 1_000_000_000; // below 2^31 with what kernels round up to

    /// <summary>Refuses what no run can be made of.</summary>
    /// <exception cref="RunConfigException">A relation does not hold.</exception>
    public static void Check(RunConfig config)
    {
        var (offline, online, slots) = (config.Offline, config.Online, config.Rollouts.Slots);
        Refuse(
            offline.Updates > 0 && config.Dataset.Path is null,
            $"offline.updates is {offline.Updates}, but there is no data: set dataset.path, or offline.updates to 0");
        Refuse(offline.Updates == 0 && online.Steps == 0, "offline.updates and online.steps are both 0, so there is nothing to do");
        Refuse(
            slots > online.StepsPerRound,
            $"rollouts.slots ({slots}) must not be above online.steps-per-round ({online.StepsPerRound})");
        Refuse(
            config.Faults.Total > 1,
            $"the probabilities under faults add up to {config.Faults.Total}, but a step can fail only once: their sum must not be above 1");
        Refuse(
            config.Faults.Crash > 0 && config.Rollouts.Isolation == Isolation.Thread,
            "faults.crash would end the whole program with rollouts.isolation = thread: set rollouts.isolation to process, or faults.crash to 0");
        Refuse(online.UpdatesPerRound < 1, "online.updates-per-step is so small that a round makes no update");
        RefusePhase(config.Algorithm, TrainingPhases.Offline, offline.Updates > 0, "a dataset alone", "offline.updates", "algorithm");
        RefusePhase(config.AlgorithmIn(RunPhase.Online), TrainingPhases.Online, online.Steps > 0, "experience that it collects", "online.steps", OnlineSectionOf(config));
        RefuseValues(config.Algorithm, "algorithm");
        if (config.OnlineAlgorithm is { } other)
        {
            RefuseValues(other.Config, "online.algorithm");
            Refuse(
                offline.Updates == 0 || online.Steps == 0,
                $"{RunConfigKeys.OnlineAlgorithmName} is {other.Config.Algorithm}, but there is one phase alone, as offline.updates is {offline.Updates} and "
                + $"online.steps is {online.Steps}: set {RunConfigKeys.AlgorithmName} instead, or ask for both phases");
            foreach (var sentence in AlgorithmChange.Refusals(config.Algorithm, other.Config, config.Environment.HasChoices))
            {
                throw new RunConfigException(sentence);
            }
        }
    }

    /// <summary>
    /// Refuses in a new run what would fail on the way, or leave out a part of what is asked without a word. What earlier versions recorded is
    /// read as it is: such a run may have a policy, and transitions.
    /// </summary>
    /// <exception cref="RunConfigException">A relation does not hold.</exception>
    public static void CheckNew(RunConfig config)
    {
        var (offline, online, capacity) = (config.Offline, config.Online, config.Replay.Capacity);
        Refuse(
            online.Steps > 0 && config.Rollouts.Slots > online.Steps,
            $"rollouts.slots ({config.Rollouts.Slots}) must not be above online.steps ({online.Steps}): a slot would never take a step");
        Refuse(
            online.Steps > 0 && RoundSteps(online) > capacity,
            $"replay.capacity ({capacity}) must not be below online.steps-per-round ({RoundSteps(online)}): a round's steps would be overwritten before "
            + "anything is trained on them, and a slot's share may not fit at all");
        Refuse(
            online.Steps > 0 && online.RandomSteps > online.Steps,
            $"online.random-steps ({online.RandomSteps}) must not be above online.steps ({online.Steps}): all steps would be random, and no update be made "
            + "on them; take more steps, or set online.random-steps to fewer or 0");
        Refuse(
            online.Steps > 0 && online.RandomSteps % online.StepsPerRound != 0 && online.RandomSteps != online.Steps,
            $"online.random-steps ({online.RandomSteps}) must be a multiple of online.steps-per-round ({online.StepsPerRound}): a round is collected with "
            + "random actions as a whole, or not at all");
        Refuse(
            offline.Updates > offline.EvaluateEvery && offline.EvaluateEvery < offline.UpdatesPerRound,
            $"offline.evaluate-every ({offline.EvaluateEvery}) must not be below offline.updates-per-round ({offline.UpdatesPerRound}): policies are judged "
            + "between rounds alone");
        Refuse(
            online.StepsPerRound * online.UpdatesPerStep > int.MaxValue,
            $"online.updates-per-step ({online.UpdatesPerStep}) times online.steps-per-round ({online.StepsPerRound}) must not be above {int.MaxValue} updates");
        Refuse(
            online.Steps > 0 && online.WarmUpSteps > 0 && (online.WarmUpSteps % online.StepsPerRound != 0 || online.StepsWithoutUpdates > online.Steps),
            $"online.warm-up-steps ({online.WarmUpSteps}) must be a multiple of online.steps-per-round ({online.StepsPerRound}), and with online.random-steps "
            + $"({online.RandomSteps}) not above online.steps ({online.Steps})");
        CheckOnPolicy(config);
        RefuseBatch(offline.Updates > 0, "algorithm.offline-batch-size", config.Algorithm.OfflineBatchSize, capacity);
        RefuseBatch(
            online.Steps > 0 && config.FreshRound is null, $"{OnlineSectionOf(config)}.online-batch-size",
            config.AlgorithmIn(RunPhase.Online).OnlineBatchSize, capacity);
        foreach (var algorithm in config.Algorithms)
        {
            RefuseSize(algorithm);
            var use = AlgorithmRegistry.Of(algorithm).UseOfData(algorithm);
            Refuse(
                use is not null && config.Dataset.Path is null,
                $"{algorithm.Algorithm} {use}, but there is no data: set dataset.path, or choose another algorithm");
        }
    }

    /// <summary>Refuses a dataset that a run could not go on drawing its share from.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="transitions">The dataset's transitions.</param>
    /// <exception cref="RunConfigException">What is collected would overwrite it.</exception>
    public static void CheckShare(RunConfig config, long transitions)
    {
        var needed = transitions + config.Online.Steps;
        var (online, needsData) = (config.AlgorithmIn(RunPhase.Online), config.FreshRound is { Demonstrations: > 0 });
        Refuse(
            (needsData || online is ValueConfig { OfflineShare: > 0 } or ValueConfig { OfflineShareEnd: > 0 }) && needed > config.Replay.Capacity,
            $"replay.capacity ({config.Replay.Capacity}) must hold the dataset's {transitions} transitions and online.steps ({config.Online.Steps}) together, "
            + $"{needed}, where {OnlineSectionOf(config)}.{(needsData ? $"name is {online.Algorithm}" : "offline-share is above 0")}: else what is collected "
            + "overwrites the dataset");
    }

    /// <summary>Refuses what would train an on-policy algorithm on other steps than its newest policy's, and keys that have no meaning for it.</summary>
    private static void CheckOnPolicy(RunConfig config)
    {
        if (config.FreshRound is null)
        {
            return;
        }

        var (values, online) = (config.AlgorithmIn(RunPhase.Online), config.Online);
        var (name, algorithm, section) = (values.Algorithm, AlgorithmRegistry.Of(values), OnlineSectionOf(config));
        var published = algorithm.Presets[0].Config.OnlineBatchSize;
        Refuse(
            config.Rounds.PipelineDepth > 0,
            $"{name} learns from the steps of its newest policy alone, but with rounds.pipeline-depth = {config.Rounds.PipelineDepth} a round is collected by an "
            + "older one: set rounds.pipeline-depth to 0");
        Refuse(
            online.RandomSteps > 0,
            $"{name} learns from the steps of its own policy alone, but online.random-steps is {online.RandomSteps}: set it to 0");
        Refuse(
            online.UpdatesPerStep != 1,
            $"{name} makes one update per round, on all its steps, so online.updates-per-step ({online.UpdatesPerStep}) has no meaning: leave it at 1, and set "
            + "online.steps-per-round to the steps of an update");
        Refuse(
            values.OnlineBatchSize != published,
            $"{name} makes one update per round, on all its steps, so {section}.online-batch-size ({values.OnlineBatchSize}) has no meaning: leave it at "
            + $"{published}, and set online.steps-per-round to the steps of an update");
        Refuse(
            values is ValueConfig { OfflineShare: not null },
            $"{name} draws no batches from a mixture, so {section}.offline-share has no meaning: set it to none");
        Refuse(
            config.OnlineAlgorithm is null && config.Dataset.Path is not null && !algorithm.Phases.HasFlag(TrainingPhases.Offline),
            $"{name} learns from the steps of its own policy alone, but dataset.path is set: leave it out, or choose another algorithm.name");
    }

    /// <summary>Steps of a whole round, or of the only one.</summary>
    private static int RoundSteps(OnlineSection online) => Math.Min(online.StepsPerRound, online.Steps);

    private static void RefusePhase(AlgorithmConfig config, TrainingPhases phase, bool wanted, string from, string key, string section) => Refuse(
        wanted && !AlgorithmRegistry.Of(config).Phases.HasFlag(phase),
        $"{config.Algorithm} does not learn from {from}: set {key} to 0, or choose another {section}.name");

    /// <summary>Where the keys of the online phase's algorithm stand.</summary>
    private static string OnlineSectionOf(RunConfig config) => config.OnlineAlgorithm is null ? "algorithm" : "online.algorithm";

    private static void RefuseValues(AlgorithmConfig config, string section)
    {
        Refuse(
            config is ValueConfig { OfflineShare: null, OfflineShareEnd: not null },
            $"{section}.offline-share-end is set, but {section}.offline-share is none, so that there is no share to move: set both, or neither");
        foreach (var sentence in AlgorithmRegistry.Of(config).Refusals(config))
        {
            throw new RunConfigException(sentence.Replace("algorithm.", $"{section}.", StringComparison.Ordinal));
        }
    }

    private static void RefuseBatch(bool used, string key, int size, int capacity) => Refuse(
        used && size > capacity,
        $"{key} ({size}) must not be above replay.capacity ({capacity}): there would never be so many transitions to draw from");

    /// <summary>Refuses a pass of more numbers than a buffer of a learner can hold.</summary>
    private static void RefuseSize(AlgorithmConfig config)
    {
        var (rows, widest) = ((long)config.LargestBatch * config.RowsPerTransition, config.PolicyHidden.Concat((config as ValueConfig)?.CriticHidden ?? []).Max());
        Refuse((long)widest * widest > LargestPass, $"a hidden layer of {widest} is too wide: between two of them are {(long)widest * widest} weights, of which a learner holds {LargestPass}");
        Refuse(
            rows * widest > LargestPass,
            $"a batch of {config.LargestBatch} {(rows > config.LargestBatch ? $"with {config.RowsPerTransition} actions each " : string.Empty)}through a layer of {widest} is {rows * widest} numbers, "
            + $"of which a learner holds {LargestPass}: make offline-batch-size, online-batch-size, {(rows > config.LargestBatch ? "the number of actions, " : string.Empty)}or the hidden layers smaller");
    }

    private static void Refuse(bool wrong, string sentence)
    {
        if (wrong)
        {
            throw new RunConfigException(sentence);
        }
    }
}
