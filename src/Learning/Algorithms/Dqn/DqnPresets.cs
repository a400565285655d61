using AwacAkka.Learning.Training;

namespace AwacAkka.Learning.Algorithms.Dqn;

/// <summary>The published columns of DQN's values. Published steps are counted in updates here, as the schedules count them.</summary>
public static class DqnPresets
{
    /// <summary>The presets; the first is the default.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new(
            "dqn-cleanrl", new DqnConfig { CriticHidden = [120, 84], CriticLearningRate = 2.5e-4f, OfflineBatchSize = 128, OnlineBatchSize = 128 },
            "vwxyzjn/cleanrl, cleanrl/dqn.py (its CartPole-v1): target every 500 steps and exploration over 250,000, at one update in 10 steps"),
        new(
            "dqn-nature",
            new DqnConfig
            {
                CriticHidden = [512],
                CriticLearningRate = 2.5e-4f,
                OfflineBatchSize = 32,
                OnlineBatchSize = 32,
                TargetUpdates = 10_000,
                DifferenceLoss = DifferenceLoss.Huber,
                EpsilonEnd = 0.1f,
                EpsilonUpdates = 250_000,
            },
            "Mnih et al. 2015, extended data table 1, as far as it applies: the layer behind the convolutions, Adam for RMSProp, exploration over 1,000,000 steps at one update in 4"),
    ];
}
