using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms;

/// <summary>The policy in a training state.</summary>
public static class TrainedPolicy
{
    /// <summary>Takes it out.</summary>
    public static PolicySnapshot Of(AlgorithmConfig config, TrainingState state) => AlgorithmRegistry.Of(config).Policy(config, state);
}
