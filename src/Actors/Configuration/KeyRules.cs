namespace AwacAkka.Actors.Configuration;

/// <summary>What may become of a key's value in a run that has begun.</summary>
internal enum KeyFreedom
{
    /// <summary>Any value: results do not depend on it.</summary>
    Free,

    /// <summary>A larger value, where it leaves the recorded rounds as they are.</summary>
    Upward,

    /// <summary>No other value: the recorded rounds would have been others.</summary>
    Fixed,
}

/// <summary>What may become of a key's value in a run that has begun and in a fork of one, and why.</summary>
/// <param name="Freedom">What.</param>
/// <param name="Reason">Why no other value, or no smaller one; completes "cannot change in a run that has begun: ...".</param>
/// <param name="InState">Why a fork cannot have another value either; completes "cannot change in a fork: ..."; null where it can.</param>
internal sealed record KeyRule(KeyFreedom Freedom, string Reason = "", string? InState = null);

/// <summary>The rule of every key, once. Runs are extended and forked by these rules, so a key that has none cannot change.</summary>
internal static class KeyRules
{
    private static readonly KeyRule Free = new(KeyFreedom.Free);
    private static readonly KeyRule Transitions = Fixed("the recorded transitions come from it", "the replay buffer and the streams come from it");
    private static readonly KeyRule Data = Fixed("the run's data are those that it was begun with", "the data are in the replay buffer");
    private static readonly KeyRule State = Fixed("every update depends on it", "the learner's state is one of that value");
    private static readonly KeyRule Past = Fixed("the recorded rounds are as it says", "the offline phase lies behind it");
    private static readonly KeyRule Updates = Fixed("every update depends on it");
    private static readonly KeyRule Schedule = Fixed("the recorded rounds are as it says");
    private static readonly KeyRule Metrics = Fixed("the recorded evaluations are as it says");
    private static readonly KeyRule Bits = Fixed("it decides the bits of every update");

    private static readonly Dictionary<string, KeyRule> ByPath = new()
    {
        ["environment.id"] = Transitions,
        [RunConfigKeys.EnvironmentAssembly] = Transitions,
        ["dataset.path"] = Data,
        [RunConfigKeys.ActionUnits] = Data,
        [RunConfigKeys.ObservationColumns] = Data,
        [RunConfigKeys.AlgorithmName] = State,
        [RunConfigKeys.AlgorithmPreset] = State,
        ["offline.updates"] = new(KeyFreedom.Upward, "an extended run is longer; end a run early with Ctrl-C", Past.InState),
        ["offline.updates-per-round"] = Past,
        ["offline.evaluate-every"] = Metrics with { InState = Past.InState },
        ["online.steps"] = new(KeyFreedom.Upward, "an extended run is longer; end a run early with Ctrl-C"),
        ["online.steps-per-round"] = Schedule,
        ["online.updates-per-step"] = Schedule,
        ["online.random-steps"] = Schedule,
        ["online.warm-up-steps"] = Schedule,
        [RunConfigKeys.OnlineAlgorithmName] = State,
        [RunConfigKeys.OnlineAlgorithmPreset] = State,
        ["rollouts.workers"] = Free,
        ["rollouts.slots"] = Schedule,
        ["rollouts.step-timeout"] = Free,
        ["rollouts.start-timeout"] = Free,
        ["rollouts.max-failures"] = new(KeyFreedom.Upward, "a slot that failed that often would have been given up"),
        ["rollouts.isolation"] = Free,
        ["faults.exception"] = Free,
        ["faults.non-finite"] = Free,
        ["faults.hang"] = Free,
        ["faults.crash"] = Free,
        ["faults.call-hang"] = Free,
        ["rounds.pipeline-depth"] = Fixed("it decides which policy collects a round"),
        ["replay.capacity"] = new(KeyFreedom.Upward, "the recorded rounds may have sampled from more"),
        ["replay.keep-history"] = Free,
        ["evaluation.episodes"] = Metrics,
        ["evaluation.every-rounds"] = Metrics,
        ["evaluation.policy-average"] = Metrics,
        ["learner.device"] = Bits,
        ["learner.threads"] = Free,
        ["learner.precision"] = Bits,
        [RunConfigKeys.FlushDenormals] = Bits,
        ["checkpoints.every-rounds"] = Free,
        ["checkpoints.keep"] = Free,
    };

    /// <summary>The rule of a key; null where none is declared.</summary>
    public static KeyRule? Find(string path) =>
        ByPath.TryGetValue(path, out var rule) ? rule
        : Rule(AlgorithmKeys.IsOnline(path) ? path["online.".Length..] : path);

    private static KeyRule? Rule(string path) =>
        AlgorithmKeys.All.Any(key => key.Path == path) ? AlgorithmKeys.ShapesState(path) ? State : Updates : null;

    private static KeyRule Fixed(string reason, string? inState = null) => new(KeyFreedom.Fixed, reason, inState);
}
