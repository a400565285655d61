using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;

namespace AwacAkka.Actors.Learners;

/// <summary>What a learner is made of, and what its batches are drawn with.</summary>
/// <param name="Algorithm">The algorithm's values.</param>
/// <param name="Dimensions">The task's sizes.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Create">Makes the implementation.</param>
public sealed record LearnerSetting(AlgorithmConfig Algorithm, Dimensions Dimensions, ulong Seed, Func<TrainingState, ILearner> Create);
