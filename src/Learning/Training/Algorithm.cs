using AwacAkka.Learning.State;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Training;

/// <summary>The phases that an algorithm can train in.</summary>
[Flags]
public enum TrainingPhases
{
    /// <summary>On a dataset.</summary>
    Offline = 1,

    /// <summary>On experience that is collected meanwhile.</summary>
    Online = 2,
}

/// <summary>The actions that an algorithm can take.</summary>
[Flags]
public enum ActionSpaces
{
    /// <summary>Numbers in a bounded box.</summary>
    Box = 1,

    /// <summary>One of several choices.</summary>
    Discrete = 2,
}

/// <summary>A published column of an algorithm's values.</summary>
/// <param name="Config">The values.</param>
/// <param name="Name">Name in <c>algorithm.preset</c>.</param>
/// <param name="Source">Paper, or repository and file.</param>
public sealed record Preset(string Name, AlgorithmConfig Config, string Source);

/// <summary>
/// Everything that the rest of the program knows of an algorithm. Each has a folder of its own under <c>Algorithms</c> and a line in
/// <c>AlgorithmRegistry</c>; keys, documentation, batteries of tests and benchmarks follow from that.
/// </summary>
public abstract class Algorithm
{
    /// <summary>Name in <c>algorithm.name</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The name in full.</summary>
    public abstract string Title { get; }

    /// <summary>Authors, year and number of the paper.</summary>
    public abstract string Paper { get; }

    /// <summary>The phases that it can train in.</summary>
    public abstract TrainingPhases Phases { get; }

    /// <summary>The actions that it can take.</summary>
    public virtual ActionSpaces ActionSpaces => ActionSpaces.Box;

    /// <summary>Published values; the first is the default.</summary>
    public abstract IReadOnlyList<Preset> Presets { get; }

    /// <summary>Type of its configuration.</summary>
    public abstract Type ConfigType { get; }

    /// <summary>
    /// Whether <see cref="Fused"/> makes a learner, for whatever actions: where there is none <see cref="Torch"/> does on the processor, too.
    /// </summary>
    public abstract bool IsFused { get; }

    /// <summary>Whether <see cref="Fused"/> makes a learner of these values: some are TorchSharp's alone.</summary>
    public virtual bool IsFusedWith(AlgorithmConfig config) => IsFused;

    /// <summary>What it trains.</summary>
    public abstract NetworkPlan Networks(AlgorithmConfig config, Dimensions dimensions);

    /// <summary>What an update is given.</summary>
    public abstract BatchPlan Batches(AlgorithmConfig config);

    /// <summary>The policy in a training state.</summary>
    public abstract PolicySnapshot Policy(AlgorithmConfig config, TrainingState state);

    /// <summary>The reference on TorchSharp, for all devices.</summary>
    public abstract ILearner Torch(AlgorithmConfig config, LearnerContext context);

    /// <summary>The fast path on the processor.</summary>
    /// <exception cref="NotSupportedException">There is none, see <see cref="IsFused"/>.</exception>
    public abstract ILearner Fused(AlgorithmConfig config, LearnerContext context);

    /// <summary>The initial state as the offline data want it.</summary>
    public abstract TrainingState Prepare(AlgorithmConfig config, TrainingState initial, Preparation preparation);

    /// <summary>What is wrong with values that are right one by one, a sentence each.</summary>
    public abstract IEnumerable<string> Refusals(AlgorithmConfig config);

    /// <summary>
    /// What it does with a dataset that it makes no sense without, such as "clones a dataset's actions"; null where it learns from what it collects
    /// alone, too.
    /// </summary>
    public virtual string? UseOfData(AlgorithmConfig config) => null;
}

/// <summary>An algorithm with its configuration's type.</summary>
/// <typeparam name="TConfig">The type.</typeparam>
public abstract class Algorithm<TConfig> : Algorithm
    where TConfig : AlgorithmConfig
{
    /// <inheritdoc />
    public sealed override Type ConfigType => typeof(TConfig);

    /// <inheritdoc />
    public override bool IsFused => true;

    /// <inheritdoc />
    public sealed override NetworkPlan Networks(AlgorithmConfig config, Dimensions dimensions) => Networks((TConfig)config, dimensions);

    /// <inheritdoc />
    public sealed override BatchPlan Batches(AlgorithmConfig config) => Batches((TConfig)config);

    /// <inheritdoc />
    public sealed override PolicySnapshot Policy(AlgorithmConfig config, TrainingState state) => Policy((TConfig)config, state);

    /// <inheritdoc />
    public sealed override ILearner Torch(AlgorithmConfig config, LearnerContext context) => Torch((TConfig)config, context);

    /// <inheritdoc />
    public sealed override ILearner Fused(AlgorithmConfig config, LearnerContext context) => Fused((TConfig)config, context);

    /// <inheritdoc />
    public sealed override TrainingState Prepare(AlgorithmConfig config, TrainingState initial, Preparation preparation) =>
        Prepare((TConfig)config, initial, preparation);

    /// <inheritdoc />
    public sealed override IEnumerable<string> Refusals(AlgorithmConfig config) => Refusals((TConfig)config);

    /// <inheritdoc cref="Algorithm.Networks" />
    protected abstract NetworkPlan Networks(TConfig config, Dimensions dimensions);

    /// <inheritdoc cref="Algorithm.Batches" />
    protected abstract BatchPlan Batches(TConfig config);

    /// <inheritdoc cref="Algorithm.Policy" />
    protected abstract PolicySnapshot Policy(TConfig config, TrainingState state);

    /// <inheritdoc cref="Algorithm.Torch" />
    protected abstract ILearner Torch(TConfig config, LearnerContext context);

    /// <inheritdoc cref="Algorithm.Fused" />
    protected virtual ILearner Fused(TConfig config, LearnerContext context) =>
        throw new NotSupportedException($"{Name} has no fused learner; it trains on TorchSharp");

    /// <inheritdoc cref="Algorithm.Prepare" />
    protected virtual TrainingState Prepare(TConfig config, TrainingState initial, Preparation preparation) => initial;

    /// <inheritdoc cref="Algorithm.Refusals" />
    protected virtual IEnumerable<string> Refusals(TConfig config) => [];
}
