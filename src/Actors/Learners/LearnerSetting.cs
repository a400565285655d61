using AwacAkka.Actors.Records;
using AwacAkka.Actors.Storage;
using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Learners;

/// <summary>What a learner is made of, and what its batches are drawn with.</summary>
/// <param name="Algorithm">The algorithm's values.</param>
/// <param name="Dimensions">The task's sizes.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Create">Makes the implementation.</param>
public sealed record LearnerSetting(AlgorithmConfig Algorithm, Dimensions Dimensions, ulong Seed, Func<TrainingState, ILearner> Create)
{
    /// <summary>How far the average of the policy moves towards it after each round; null where there is no average.</summary>
    public float? PolicyAverage { get; init; }

    /// <summary>The setting that takes over with the first online round; null where this one trains in both phases.</summary>
    public LearnerSetting? Online { get; init; }
}

/// <summary>Where training begins or goes on.</summary>
/// <param name="State">The training state.</param>
/// <param name="Phase">The phase that it belongs to: whose algorithm's it is.</param>
/// <param name="Updates">The run's updates behind it.</param>
public sealed record LearnerStart(TrainingState State, RunPhase Phase = RunPhase.Offline, long Updates = 0)
{
    /// <summary>After a round whose state was kept.</summary>
    public static LearnerStart At(RestoredState restored) => new(restored.State, restored.After.Phase, restored.After.Updates);

    /// <summary>Where another run stood.</summary>
    public static LearnerStart At(RunOrigin origin) => new(
        origin.Start.State, origin.Lineage.Round > 0 ? RunPhase.Online : RunPhase.Offline, origin.Lineage.Updates);
}
