using AwacAkka.Learning.State;

namespace AwacAkka.Learning.Training;

/// <summary>What a learner is made with beside its algorithm's values.</summary>
/// <param name="Dimensions">The task's sizes.</param>
/// <param name="Initial">Weights, targets, moments and counters to begin with.</param>
/// <param name="Execution">How it uses the processor.</param>
/// <param name="Device">Where TorchSharp computes: cpu or cuda:N.</param>
public sealed record LearnerContext(Dimensions Dimensions, TrainingState Initial, LearnerExecution Execution, string Device = "cpu");
