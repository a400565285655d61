using AwacAkka.Learning.State;
using AwacAkka.Learning.Training;
using AwacAkka.Policies;

namespace AwacAkka.Learning.Algorithms;

/// <summary>The policy in a training state.</summary>
public static class TrainedPolicy
{
    /// <summary>The one that updates train and rollouts act with.</summary>
    public static PolicySnapshot Of(AlgorithmConfig config, TrainingState state) => AlgorithmRegistry.Of(config).Policy(config, state);

    /// <summary>The one that is judged and kept: its average over rounds, where the state has one.</summary>
    public static PolicySnapshot Judged(AlgorithmConfig config, TrainingState state)
    {
        var trained = Of(config, state);
        return PolicyAverage.Of(state, trained) ?? trained;
    }
}
